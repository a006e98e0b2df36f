import { localized, msg, str } from "@lit/localize";
import { refresh } from "@rally/shared/accounts";
import { pathOf, type Data } from "@rally/shared/http";
import { listProviders, oauthEnding, startOAuth } from "@rally/shared/sign-in";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { FormSubmission, formErrorBox } from "../forms/index.js";
import { baseStyles, buttonStyles, fieldStyles } from "../design/index.js";
import { NetworkError, request } from "../http/index.js";
import { errorSentence } from "../localization/index.js";
import { pathTo, router } from "../navigation/index.js";
import { session } from "../session/index.js";
import { signInIcon } from "./sign-in-icon.js";
import { passkeysWork, signInByPasskey } from "./passkeys.js";

/**
 * Sign-in methods other than the password, and the return from a provider.
 * @event second-factor - A code is required; `detail` is the challenge to send with it.
 */
@customElement("rally-other-ways")
@localized()
export class RallyOtherWays extends LitElement {
  @state() private providers: Data<typeof listProviders> = [];
  private readonly submission = new FormSubmission(this);

  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    css`
      :host {
        display: grid;
        gap: var(--space-sm);
        margin-block-start: var(--space-lg);
      }
      .or {
        display: flex;
        align-items: center;
        gap: var(--space-sm);
        color: var(--color-ink-faint);
        font-size: var(--text-sm);
      }
      .or::before,
      .or::after {
        content: "";
        flex: 1;
        height: 1px;
        background: var(--color-line);
      }
      .button {
        min-height: var(--size-field);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.arrive();
    void this.load();
  }

  override render(): TemplateResult | typeof nothing {
    const { submission } = this;
    const ways = passkeysWork() || this.providers.length > 0;
    return html`
      ${formErrorBox(submission.formError)} ${ways ? html`<p class="or">${msg("or")}</p>` : nothing}
      ${
        passkeysWork()
          ? html`<button
              class="button"
              aria-disabled=${submission.busy ? "true" : "false"}
              @click=${this.usePasskey}
            >
              ${signInIcon("key")}${msg("Sign in with a passkey")}
            </button>`
          : nothing
      }
      ${this.providers.map(
        ({ id, name }) =>
          // With a target, the router ignores the link: it leaves the app.
          html`<a class="button" target="_self" href=${pathOf(startOAuth, { provider: id })}>
            ${msg(str`Continue with ${name}`)}
          </a>`,
      )}
    `;
  }

  /** Completes a sign-in after the redirect from a provider. */
  private async arrive(): Promise<void> {
    const ending = oauthEnding(location.hash);
    if (!ending) return;
    history.replaceState(null, "", location.pathname);
    if (ending.name === "signed-in") {
      await this.submission.submit(async () => {
        await session.adoptSession((await request(refresh)).data);
        // As after a registration: home shows the first steps.
        if (ending.isNew) router.go(pathTo("home"), { replace: true });
      });
    } else if (ending.name === "second-factor") {
      this.dispatchEvent(new CustomEvent("second-factor", { detail: ending.challenge }));
    } else if (ending.name === "error") {
      this.submission.formError = errorSentence(ending.code);
      this.requestUpdate();
    }
  }

  private async load(): Promise<void> {
    try {
      this.providers = (await request(listProviders)).data;
    } catch (error) {
      // Offline, the form above shows the error when it is submitted.
      if (!(error instanceof NetworkError)) throw error;
    }
  }

  private readonly usePasskey = async (): Promise<void> => {
    if (this.submission.busy) return;
    await this.submission.submit(async () => {
      const signedIn = await signInByPasskey();
      if (signedIn) await session.adoptSession(signedIn);
    });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-other-ways": RallyOtherWays;
  }
}
