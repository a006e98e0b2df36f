import { localized, msg } from "@lit/localize";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { baseStyles, buttonStyles, fieldStyles } from "../design/index.js";
import { paths } from "../navigation/index.js";
import { session } from "../session/index.js";
import { AccountForm } from "./account-form.js";
import { accountPageStyles } from "./account-page-styles.js";
import "./rally-entrance.js";

/** Create an account; with a set-up token from the server's console, the admin's. */
@customElement("rally-register-page")
@localized()
export class RallyRegisterPage extends LitElement {
  @property({ attribute: false }) setupToken: string | undefined;
  private readonly form = new AccountForm(this, ["username", "email", "password"]);

  static override styles = [baseStyles, buttonStyles, fieldStyles, accountPageStyles];

  private get forAdmin(): boolean {
    return this.setupToken !== undefined;
  }

  override render(): TemplateResult {
    const { form } = this;
    return html`<rally-entrance>
      <div class="heading">
        <h1 tabindex="-1">${this.forAdmin ? msg("Set up Rally") : msg("Create an account")}</h1>
        <p class="lead">
          ${
            this.forAdmin
              ? msg("This link makes the first account: yours, the administrator's.")
              : msg("A name and a password, and you are in.")
          }
        </p>
      </div>
      <form novalidate @submit=${this.submit} aria-busy=${form.busy ? "true" : "false"}>
        ${form.formError()}
        ${form.field("username", {
          label: msg("User name"),
          autocomplete: "username",
          hint: msg("3 to 24 small letters, digits or _"),
          maxLength: 64,
        })}
        ${form.field("email", { label: msg("E-mail"), type: "email", autocomplete: "email" })}
        ${form.field("password", {
          label: msg("Password"),
          type: "password",
          autocomplete: "new-password",
          hint: msg("At least 8 characters"),
        })}
        <button class="button primary submit" type="submit" ?disabled=${form.busy}>
          ${form.busy ? msg("Creating your account…") : msg("Create account")}
        </button>
      </form>
      <p class="other">
        ${msg("Already have an account?")} <a href=${paths.signIn()}>${msg("Sign in")}</a>
      </p>
    </rally-entrance>`;
  }

  private readonly submit = (event: SubmitEvent): void => {
    void this.form.send(event, ({ username, email, password }) =>
      session.register({
        username: username.trim(),
        email: email.trim(),
        password,
        ...(this.setupToken ? { setupToken: this.setupToken } : {}),
      }),
    );
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-register-page": RallyRegisterPage;
  }
}
