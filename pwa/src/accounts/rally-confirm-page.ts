import { localized, msg, str } from "@lit/localize";
import { confirmEmail } from "@rally/shared/accounts";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { accountPageStyles, FormSubmission, formErrorBox } from "../forms/index.js";
import { baseStyles, buttonStyles, fieldStyles } from "../design/index.js";
import { request } from "../http/index.js";
import { errorSentence } from "../localization/index.js";
import { pathTo } from "../navigation/index.js";
import "./rally-auth-layout.js";

/**
 * Opened from a mail: confirms an email address. It needs a click, because programs that fetch the
 * links in mails must not use up the token.
 */
@customElement("rally-confirm-page")
@localized()
export class RallyConfirmPage extends LitElement {
  @property({ attribute: false }) token = "";
  @state() private confirmed = "";
  private readonly submission = new FormSubmission(this);

  static override styles = [baseStyles, buttonStyles, fieldStyles, accountPageStyles];

  override render(): TemplateResult {
    return html`<rally-auth-layout
      >${this.confirmed ? this.done() : this.question()}</rally-auth-layout
    >`;
  }

  private question(): TemplateResult {
    const { submission, token } = this;
    // After a reload, or if a mail program truncated the link, there is no token.
    const problem = token
      ? this.problem()
      : msg("This link is incomplete. Open it again from the email.");
    return html`<div class="heading">
        <h1 tabindex="-1">${msg("Confirm your email address")}</h1>
        <p class="lead">${msg("One click and we'll know this address is yours.")}</p>
      </div>
      <form @submit=${this.submit} aria-busy=${submission.busy ? "true" : "false"}>
        ${formErrorBox(problem)}
        <button
          class="button primary submit"
          type="submit"
          ?disabled=${!token}
          aria-disabled=${submission.busy ? "true" : "false"}
        >
          ${msg("Confirm")}
        </button>
      </form>
      ${
        problem
          ? html`<p class="other">
              ${msg("Need a new link? Get one in")}
              <a href=${pathTo("settings")}>${msg("Settings")}</a>
            </p>`
          : nothing
      }`;
  }

  /** The error text; `invalid_input` means that the link was changed on its way. */
  private problem(): string {
    const { submission } = this;
    if (!submission.refused) return submission.formError;
    return submission.refused === "invalid_input"
      ? errorSentence("link_refused")
      : submission.formError;
  }

  private done(): TemplateResult {
    return html`<div class="heading" role="status">
        <h1 tabindex="-1">${msg("You're all set")}</h1>
        <p class="lead">${msg(str`${this.confirmed} is confirmed.`)}</p>
      </div>
      <a class="button primary submit" href=${pathTo("conversations")}>${msg("Open Rally")}</a>`;
  }

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.submission.busy || !this.token) return;
    await this.submission.submit(async () => {
      const { data } = await request(confirmEmail, { body: { token: this.token } });
      this.confirmed = data.email;
    });
    await this.updateComplete;
    if (this.confirmed) this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-confirm-page": RallyConfirmPage;
  }
}
