import { localized, msg, str } from "@lit/localize";
import { resetPassword } from "@rally/shared/accounts";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, fieldStyles } from "../design/index.js";
import { request } from "../http/index.js";
import { paths } from "../navigation/index.js";
import { AccountForm } from "./account-form.js";
import { accountPageStyles } from "./account-page-styles.js";
import { formErrorBox } from "./form-submission.js";
import "./rally-entrance.js";

/** Where the link in a mail leads: choose a new password. */
@customElement("rally-reset-page")
@localized()
export class RallyResetPage extends LitElement {
  @property({ attribute: false }) token = "";
  /** Whose password it was, once it is another. */
  @state() private username = "";
  private readonly form = new AccountForm(this, ["password"]);

  static override styles = [baseStyles, buttonStyles, fieldStyles, accountPageStyles];

  override render(): TemplateResult {
    return html`<rally-entrance>
      ${this.username ? this.done() : this.question()}
    </rally-entrance>`;
  }

  private question(): TemplateResult {
    const { form } = this;
    return html`<div class="heading">
        <h1 tabindex="-1">${msg("Choose a new password")}</h1>
        <p class="lead">${msg("Every device that is signed in to your account is signed out.")}</p>
      </div>
      <form novalidate @submit=${this.submit} aria-busy=${form.busy ? "true" : "false"}>
        ${
          this.token
            ? form.formError()
            : formErrorBox(msg("This link is incomplete. Open it from the e-mail again."))
        }
        ${form.field("password", {
          label: msg("New password"),
          type: "password",
          autocomplete: "new-password",
          hint: msg("At least 8 characters"),
        })}
        <button class="button primary submit" type="submit" ?disabled=${form.busy || !this.token}>
          ${msg("Set the password")}
        </button>
      </form>
      <p class="other"><a href=${paths.forgot()}>${msg("Ask for another link")}</a></p>`;
  }

  private done(): TemplateResult {
    return html`<div class="heading" role="status">
        <h1 tabindex="-1">${msg("Your password is set")}</h1>
        <p class="lead">${msg(str`Sign in as ${this.username} with the new one.`)}</p>
      </div>
      <a class="button primary submit" href=${paths.signIn()}>${msg("Sign in")}</a>`;
  }

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    await this.form.send(event, async ({ password }) => {
      const { data } = await request(resetPassword, { body: { token: this.token, password } });
      this.username = data.username;
    });
    if (!this.username) return;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-reset-page": RallyResetPage;
  }
}
