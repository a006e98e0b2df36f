import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { oauthEnding, showSecurity, type Security } from "@rally/shared/sign-in";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { confirming, FormSubmission } from "../accounts/index.js";
import { baseStyles, buttonStyles, fieldStyles } from "../design/index.js";
import type { Device } from "../device/index.js";
import { errorSentence } from "../localization/index.js";
import { loadChunk } from "../missing-program/index.js";
import { Observing } from "../reactive/index.js";
import { session } from "../session/index.js";
import { deviceContext } from "../watching/index.js";
import type { RallyConfirmIdentity } from "./rally-confirm-identity.js";
import "./rally-first-password.js";
import "./rally-linked-accounts.js";
import "./rally-passkeys.js";
import "./rally-two-factor.js";
import { securityStyles } from "./security-styles.js";

/** How one signs in: second factor, passkeys, linked accounts. Its parts say when they changed it. */
@customElement("rally-security-settings")
@localized()
export class RallySecuritySettings extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @state() private security: Security | undefined;
  /** How a visit to a provider ended, for whoever comes back from one. */
  @state() private notice = "";
  @query("rally-confirm-identity") private dialog!: RallyConfirmIdentity;
  private readonly loading = new FormSubmission(this);
  private readonly connection = new Observing(
    this,
    () => this.device?.connection,
    ({ status }) => {
      if (status === "online" && this.loading.unreached) void this.load();
    },
  );
  private readonly confirming = confirming(async () => {
    const dialog = await loadChunk(() => import("./rally-confirm-identity.js"));
    return dialog !== undefined && this.dialog.ask();
  });

  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    securityStyles,
    css`
      :host {
        margin-block-end: var(--space-xl);
      }
      h2 {
        margin-block-end: var(--space-xs);
        font-size: var(--text-base);
        font-weight: var(--weight-bold);
        letter-spacing: var(--tracking-tight);
      }
      .parts {
        display: grid;
        gap: var(--space-lg);
      }
      .notice:empty {
        display: none;
      }
      .notice {
        padding: var(--space-sm) var(--space-md);
        border-radius: var(--radius-md);
        background: var(--color-notice-soft);
        color: var(--color-on-notice);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.arrive();
    void this.load();
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("device")) this.connection.follow();
  }

  override render(): TemplateResult {
    const { security, confirming } = this;
    return html`<section aria-labelledby="security" @security-changed=${this.load}>
      <h2 id="security">${msg("Signing in")}</h2>
      <div class="parts">
        <p class="notice" role="status">${this.notice}</p>
        ${
          this.loading.formError
            ? html`<div class="line">
                <p class="explained" role="status">
                  ${
                    this.loading.unreached
                      ? msg("Can't reach the server. This shows once you're connected.")
                      : this.loading.formError
                  }
                </p>
                <button class="button" @click=${this.load}>${msg("Try again")}</button>
              </div>`
            : nothing
        }
        ${
          security
            ? html`
                ${
                  security.hasPassword
                    ? nothing
                    : html`<rally-first-password .confirming=${confirming}></rally-first-password>`
                }
                <rally-two-factor
                  .security=${security}
                  .confirming=${confirming}
                ></rally-two-factor>
                <rally-passkeys
                  .passkeys=${security.passkeys}
                  .confirming=${confirming}
                ></rally-passkeys>
                <rally-linked-accounts
                  .identities=${security.identities}
                  .confirming=${confirming}
                ></rally-linked-accounts>
              `
            : nothing
        }
      </div>
      <rally-confirm-identity .security=${security}></rally-confirm-identity>
    </section>`;
  }

  private readonly load = async (): Promise<void> => {
    await this.loading.submit(async () => {
      this.security = (await session.call(showSecurity)).data;
    });
  };

  private arrive(): void {
    const ending = oauthEnding(location.hash);
    if (!ending) return;
    history.replaceState(null, "", location.pathname);
    if (ending.name === "linked")
      this.notice = msg("The account is linked. You can sign in with it.");
    else if (ending.name === "confirmed") {
      this.notice = msg(
        "Confirmed. For ten minutes you are not asked again: go on with what you began.",
      );
    } else if (ending.name === "error") this.notice = errorSentence(ending.code);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-security-settings": RallySecuritySettings;
  }
}
