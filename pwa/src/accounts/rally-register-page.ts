import { localized, msg } from "@lit/localize";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, fieldStyles, textField } from "../design/index.js";
import { paths } from "../navigation/index.js";
import { session } from "../session/index.js";
import { accountPageStyles } from "./account-page-styles.js";
import { FormSubmission } from "./form-submission.js";
import "./rally-entrance.js";

const fields = ["username", "email", "password"] as const;
type Field = (typeof fields)[number];

/** Create an account; with a set-up token from the server's console, the admin's. */
@customElement("rally-register-page")
@localized()
export class RallyRegisterPage extends LitElement {
  @property({ attribute: false }) setupToken: string | undefined;
  @state() private values: Record<Field, string> = { username: "", email: "", password: "" };
  @state() private passwordShown = false;
  private readonly submission = new FormSubmission(this);

  static override styles = [baseStyles, buttonStyles, fieldStyles, accountPageStyles];

  private get forAdmin(): boolean {
    return this.setupToken !== undefined;
  }

  override render(): TemplateResult {
    const { submission } = this;
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
      <form novalidate @submit=${this.submit} aria-busy=${submission.busy ? "true" : "false"}>
        <div class="form-error" role="alert">${submission.formError}</div>
        ${textField({
          name: "username",
          label: msg("User name"),
          autocomplete: "username",
          hint: msg("3 to 24 small letters, digits or _"),
          maxLength: 64,
          ...this.bound("username"),
        })}
        ${textField({
          name: "email",
          label: msg("E-mail"),
          type: "email",
          autocomplete: "email",
          ...this.bound("email"),
        })}
        ${textField({
          name: "password",
          label: msg("Password"),
          type: "password",
          autocomplete: "new-password",
          hint: msg("At least 8 characters"),
          ...this.bound("password"),
          reveal: {
            shown: this.passwordShown,
            label: msg("Show password"),
            toggle: () => {
              this.passwordShown = !this.passwordShown;
            },
          },
        })}
        <button class="button primary submit" type="submit" ?disabled=${submission.busy}>
          ${submission.busy ? msg("Creating your account…") : msg("Create account")}
        </button>
      </form>
      <p class="other">
        ${msg("Already have an account?")} <a href=${paths.signIn()}>${msg("Sign in")}</a>
      </p>
    </rally-entrance>`;
  }

  private bound(field: Field): {
    value: string;
    error: string | undefined;
    onInput: (value: string) => void;
  } {
    return {
      value: this.values[field],
      error: this.submission.errorOf(field),
      onInput: (value) => {
        this.values = { ...this.values, [field]: value };
        this.submission.clear(field);
      },
    };
  }

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { submission } = this;
    if (submission.busy) return;
    const empty = fields.filter((field) => !this.values[field].trim());
    if (empty.length > 0) {
      submission.refuse(Object.fromEntries(empty.map((field) => [field, ["required"]])));
    } else {
      await submission.submit(() =>
        session.register({
          username: this.values.username.trim(),
          email: this.values.email.trim(),
          password: this.values.password,
          ...(this.setupToken ? { setupToken: this.setupToken } : {}),
        }),
      );
    }
    await this.updateComplete;
    const wrong = submission.firstWrong(fields);
    if (wrong) this.renderRoot.querySelector<HTMLInputElement>(`#${wrong}`)?.focus();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-register-page": RallyRegisterPage;
  }
}
