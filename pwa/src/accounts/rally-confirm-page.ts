import { localized, msg, str } from "@lit/localize";
import { confirmEmail } from "@rally/shared/accounts";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, fieldStyles } from "../design/index.js";
import { request } from "../http/index.js";
import { errorSentence } from "../localization/index.js";
import { paths } from "../navigation/index.js";
import { accountPageStyles } from "./account-page-styles.js";
import { FormSubmission, formErrorBox } from "./form-submission.js";
import "./rally-entrance.js";

/**
 * Where the link in a mail leads: an e-mail address is confirmed. By a button, for programs that
 * look at links in mails before their reader does must not use them up.
 */
@customElement("rally-confirm-page")
@localized()
export class RallyConfirmPage extends LitElement {
  @property({ attribute: false }) token = "";
  @state() private confirmed = "";
  private readonly submission = new FormSubmission(this);

  static override styles = [baseStyles, buttonStyles, fieldStyles, accountPageStyles];

  override render(): TemplateResult {
    return html`<rally-entrance>${this.confirmed ? this.done() : this.question()}</rally-entrance>`;
  }

  private question(): TemplateResult {
    const { submission, token } = this;
    // A reload, or a mail program that cut the address short, leaves the page without its token.
    const problem = token
      ? this.problem()
      : msg("This link is incomplete. Open it from the e-mail again.");
    return html`<div class="heading">
        <h1 tabindex="-1">${msg("Confirm your e-mail address")}</h1>
        <p class="lead">${msg("One step, and we know that this address is yours.")}</p>
      </div>
      <form @submit=${this.submit} aria-busy=${submission.busy ? "true" : "false"}>
        ${formErrorBox(problem)}
        <button class="button primary submit" type="submit" ?disabled=${submission.busy || !token}>
          ${msg("Confirm")}
        </button>
      </form>
      ${
        problem
          ? html`<p class="other">
              ${msg("You can have a new link sent to you:")}
              <a href=${paths.settings()}>${msg("Settings")}</a>
            </p>`
          : nothing
      }`;
  }

  /** What went wrong; a link that the server cannot read was changed on its way. */
  private problem(): string {
    const { submission } = this;
    if (!submission.refused) return submission.formError;
    return submission.refused === "invalid_input"
      ? errorSentence("link_refused")
      : submission.formError;
  }

  private done(): TemplateResult {
    return html`<div class="heading" role="status">
        <h1 tabindex="-1">${msg("Confirmed")}</h1>
        <p class="lead">${msg(str`${this.confirmed} is your address.`)}</p>
      </div>
      <a class="button primary submit" href=${paths.conversations()}>${msg("On to Rally")}</a>`;
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
