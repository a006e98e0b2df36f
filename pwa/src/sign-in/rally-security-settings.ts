import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { showSecurity, type Security } from "@rally/shared/sign-in";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { FormSubmission } from "../forms/index.js";
import { confirming } from "./confirming.js";
import { baseStyles, buttonStyles, fieldStyles } from "../design/index.js";
import { deviceContext, type Device } from "../device/index.js";
import { loadChunk } from "../chunk-loading/index.js";
import { ObservableController } from "../observable/index.js";
import { session } from "../session/index.js";
import type { RallyConfirmIdentity } from "./rally-confirm-identity.js";
import "./rally-first-password.js";
import "./rally-linked-accounts.js";
import "./rally-passkeys.js";
import "./rally-two-factor.js";
import { securityStyles } from "./security-styles.js";

/** The sign-in methods: second factor, passkeys, linked accounts. They fire an event on changes. */
@customElement("rally-security-settings")
@localized()
export class RallySecuritySettings extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @state() private security: Security | undefined;
  @query("rally-confirm-identity") private dialog!: RallyConfirmIdentity;
  private readonly loading = new FormSubmission(this);
  private readonly connection = new ObservableController(
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
      .parts {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-lg);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("device")) this.connection.follow();
  }

  override render(): TemplateResult {
    const { security, confirming } = this;
    return html`<div class="parts" @security-changed=${this.load}>
        ${
          this.loading.formError
            ? html`<div class="line">
                <p class="explained" role="status">
                  ${
                    this.loading.unreached
                      ? msg("Can't reach the server. This will show when you're back online.")
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
      <rally-confirm-identity .security=${security}></rally-confirm-identity>`;
  }

  private readonly load = async (): Promise<void> => {
    await this.loading.submit(async () => {
      this.security = (await session.call(showSecurity)).data;
    });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-security-settings": RallySecuritySettings;
  }
}
