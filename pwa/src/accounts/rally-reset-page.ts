import { localized, msg, str } from "@lit/localize";
import { resetPassword } from "@rally/shared/accounts";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { AccountForm, accountPageStyles, formErrorBox } from "../forms/index.js";
import { baseStyles, buttonStyles, fieldStyles } from "../design/index.js";
import { request } from "../http/index.js";
import { pathTo } from "../navigation/index.js";
import "./rally-auth-layout.js";

/** Opened from a mail: sets a new password. */
@customElement("rally-reset-page")
@localized()
export class RallyResetPage extends LitElement {
  @property({ attribute: false }) token = "";
  /** The username of the account, after the password was changed. */
  @state() private username = "";
  private readonly form = new AccountForm(this, ["password"]);

  static override styles = [baseStyles, buttonStyles, fieldStyles, accountPageStyles];

  override render(): TemplateResult {
    return html`<rally-auth-layout>
      ${this.username ? this.done() : this.question()}
    </rally-auth-layout>`;
  }

  private question(): TemplateResult {
    const { form } = this;
    return html`<div class="heading">
        <h1 tabindex="-1">${msg("Choose a new password")}</h1>
        <p class="lead">${msg("You'll be signed out on all your devices.")}</p>
      </div>
      <form novalidate @submit=${this.submit} aria-busy=${form.busy ? "true" : "false"}>
        ${
          this.token
            ? form.formError()
            : formErrorBox(msg("This link is incomplete. Open it again from the email."))
        }
        ${form.field("password", {
          label: msg("New password"),
          type: "password",
          autocomplete: "new-password",
          hint: msg("At least 8 characters"),
        })}
        <button
          class="button primary submit"
          type="submit"
          ?disabled=${!this.token}
          aria-disabled=${form.busy ? "true" : "false"}
        >
          ${msg("Set password")}
        </button>
      </form>
      <p class="other"><a href=${pathTo("forgot")}>${msg("Get a new link")}</a></p>`;
  }

  private done(): TemplateResult {
    return html`<div class="heading" role="status">
        <h1 tabindex="-1">${msg("Password changed")}</h1>
        <p class="lead">${msg(str`Sign in as ${this.username} with your new password.`)}</p>
      </div>
      <a class="button primary submit" href=${pathTo("sign-in")}>${msg("Sign in")}</a>`;
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
