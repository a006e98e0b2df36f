import { localized, msg } from "@lit/localize";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, fieldStyles, textField } from "../design/index.js";
import { RallyError } from "../http/index.js";
import { paths } from "../navigation/index.js";
import { session } from "../session/index.js";
import { accountPageStyles } from "./account-page-styles.js";
import { FormSubmission } from "./form-submission.js";
import "./rally-entrance.js";

/** Sign in, or sign in again after the session ended elsewhere. */
@customElement("rally-sign-in-page")
@localized()
export class RallySignInPage extends LitElement {
  /** The user whose session ended, when there is one: their data are still on the device. */
  @property() again = "";
  @state() private login = "";
  @state() private password = "";
  @state() private passwordShown = false;
  /** What the second step is asked with, once the first one has been taken. */
  @state() private challenge = "";
  private readonly submission = new FormSubmission(this);

  static override styles = [baseStyles, buttonStyles, fieldStyles, accountPageStyles];

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("again") && this.again && !this.login) this.login = this.again;
  }

  override firstUpdated(): void {
    void import("../sign-in/rally-other-ways.js");
  }

  override render(): TemplateResult {
    const { submission } = this;
    if (this.challenge) return this.secondStep();
    return html`<rally-entrance>
      <div class="heading">
        <h1 tabindex="-1">${this.again ? msg("Welcome back") : msg("Sign in")}</h1>
        ${
          this.again
            ? html`<p class="lead">
                ${msg(
                  "Your session ended. What you wrote is safe on this device and leaves when you are signed in.",
                )}
              </p>`
            : nothing
        }
      </div>
      <form novalidate @submit=${this.submit} aria-busy=${submission.busy ? "true" : "false"}>
        <div class="form-error" role="alert">${submission.formError}</div>
        ${textField({
          name: "login",
          label: msg("User name or e-mail"),
          value: this.login,
          autocomplete: "username",
          maxLength: 254,
          error: submission.errorOf("login"),
          onInput: (value) => {
            this.login = value;
            submission.clear("login");
          },
        })}
        ${textField({
          name: "password",
          label: msg("Password"),
          value: this.password,
          type: "password",
          autocomplete: "current-password",
          maxLength: 256,
          error: submission.errorOf("password"),
          onInput: (value) => {
            this.password = value;
            submission.clear("password");
          },
          reveal: {
            shown: this.passwordShown,
            label: msg("Show password"),
            toggle: () => {
              this.passwordShown = !this.passwordShown;
            },
          },
        })}
        <button class="button primary submit" type="submit" ?disabled=${submission.busy}>
          ${submission.busy ? msg("Signing in…") : msg("Sign in")}
        </button>
      </form>
      <rally-other-ways @second-factor=${this.goOn}></rally-other-ways>
      <p class="other">
        ${msg("New here?")} <a href=${paths.register()}>${msg("Create an account")}</a>
      </p>
    </rally-entrance>`;
  }

  private secondStep(): TemplateResult {
    void import("../sign-in/rally-second-factor.js");
    return html`<rally-entrance>
      <rally-second-factor
        .challenge=${this.challenge}
        @leave=${() => {
          this.challenge = "";
          this.password = "";
        }}
      ></rally-second-factor>
    </rally-entrance>`;
  }

  private readonly goOn = (event: CustomEvent<string>): void => {
    this.challenge = event.detail;
  };

  private async signIn(login: string): Promise<void> {
    try {
      await session.signIn({ login, password: this.password });
    } catch (error) {
      if (!(error instanceof RallyError) || !error.challenge) throw error;
      this.challenge = error.challenge;
    }
  }

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { submission } = this;
    if (submission.busy) return;
    const login = this.login.trim();
    if (!login || !this.password) {
      submission.refuse({
        ...(login ? {} : { login: ["required"] }),
        ...(this.password ? {} : { password: ["required"] }),
      });
    } else {
      await submission.submit(() => this.signIn(login));
    }
    await this.updateComplete;
    const wrong = submission.firstWrong(["login", "password"]);
    if (wrong) this.renderRoot.querySelector<HTMLInputElement>(`#${wrong}`)?.focus();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-sign-in-page": RallySignInPage;
  }
}
