import { localized, msg } from "@lit/localize";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { AccountForm, accountPageStyles } from "../forms/index.js";
import { baseStyles, buttonStyles, fieldStyles } from "../design/index.js";
import { pathTo } from "../navigation/index.js";
import { session } from "../session/index.js";
import "./rally-auth-layout.js";

/** Creates an account; with a set-up token from the server's console, the admin account. */
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
    return html`<rally-auth-layout>
      <div class="heading">
        <h1 tabindex="-1">${this.forAdmin ? msg("Set up Rally") : msg("Create an account")}</h1>
        <p class="lead">
          ${
            this.forAdmin
              ? msg("Create the administrator account for this server.")
              : msg("A few details and you're in.")
          }
        </p>
      </div>
      <form novalidate @submit=${this.submit} aria-busy=${form.busy ? "true" : "false"}>
        ${form.formError()}
        ${form.field("username", {
          label: msg("Username"),
          autocomplete: "username",
          hint: msg("3 to 24 characters: lowercase letters, digits or _"),
          maxLength: 64,
        })}
        ${form.field("email", { label: msg("Email"), type: "email", autocomplete: "email" })}
        ${form.field("password", {
          label: msg("Password"),
          type: "password",
          autocomplete: "new-password",
          hint: msg("At least 8 characters"),
        })}
        <button
          class="button primary submit"
          type="submit"
          aria-disabled=${form.busy ? "true" : "false"}
        >
          ${form.busy ? msg("Creating your account…") : msg("Create account")}
        </button>
      </form>
      <p class="other">
        ${msg("Already have an account?")} <a href=${pathTo("sign-in")}>${msg("Sign in")}</a>
      </p>
    </rally-auth-layout>`;
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
