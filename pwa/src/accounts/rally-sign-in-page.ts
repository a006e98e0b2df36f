import { localized, msg } from "@lit/localize";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { AccountForm, accountPageStyles } from "../forms/index.js";
import { baseStyles, buttonStyles, fieldStyles } from "../design/index.js";
import { RallyError } from "../http/index.js";
import { chunkPlace } from "../chunk-loading/index.js";
import { pathTo } from "../navigation/index.js";
import { session } from "../session/index.js";
import "./rally-auth-layout.js";

/** Sign-in, also after the session was ended elsewhere. */
@customElement("rally-sign-in-page")
@localized()
export class RallySignInPage extends LitElement {
  /** The user whose session ended, if any: their data is still on the device. */
  @property() again = "";
  /** The challenge for the second step, after the first step succeeded. */
  @state() private challenge = "";
  private readonly form = new AccountForm(this, ["login", "password"]);

  static override styles = [baseStyles, buttonStyles, fieldStyles, accountPageStyles];

  override willUpdate(changed: Map<string, unknown>): void {
    const { form, again } = this;
    if (changed.has("again") && again && !form.values.login) form.fill({ login: again });
  }

  override render(): TemplateResult {
    const { form } = this;
    if (this.challenge) return this.secondStep();
    return html`<rally-auth-layout>
      <div class="heading">
        <h1 tabindex="-1">${this.again ? msg("Welcome back") : msg("Sign in")}</h1>
        ${
          this.again
            ? html`<p class="lead">
                ${msg(
                  "You've been signed out. Messages you haven't sent are safe on this device. They'll go out once you sign in.",
                )}
              </p>`
            : nothing
        }
      </div>
      <form novalidate @submit=${this.submit} aria-busy=${form.busy ? "true" : "false"}>
        ${form.formError()}
        ${form.field("login", {
          label: msg("Username or email"),
          autocomplete: "username",
          maxLength: 254,
        })}
        ${form.field("password", {
          label: msg("Password"),
          type: "password",
          autocomplete: "current-password",
          maxLength: 256,
        })}
        <button
          class="button primary submit"
          type="submit"
          aria-disabled=${form.busy ? "true" : "false"}
        >
          ${form.busy ? msg("Signing in…") : msg("Sign in")}
        </button>
      </form>
      <p class="other"><a href=${pathTo("forgot")}>${msg("Forgot your password?")}</a></p>
      ${chunkPlace(
        "other-ways",
        () => import("../sign-in/rally-other-ways.js"),
        html`<rally-other-ways @second-factor=${this.goOn}></rally-other-ways>`,
        "part",
      )}
      <p class="other">
        ${msg("New here?")} <a href=${pathTo("register")}>${msg("Create an account")}</a>
      </p>
    </rally-auth-layout>`;
  }

  private secondStep(): TemplateResult {
    return html`<rally-auth-layout>
      ${chunkPlace(
        "second-factor",
        () => import("../sign-in/rally-second-factor.js"),
        html`<rally-second-factor
          .challenge=${this.challenge}
          @leave=${() => {
            this.challenge = "";
            this.form.fill({ password: "" });
          }}
        ></rally-second-factor>`,
        "part",
      )}
    </rally-auth-layout>`;
  }

  private readonly goOn = (event: CustomEvent<string>): void => {
    this.challenge = event.detail;
  };

  private async signIn(login: string, password: string): Promise<void> {
    try {
      await session.signIn({ login: login.trim(), password });
    } catch (error) {
      if (!(error instanceof RallyError) || !error.challenge) throw error;
      this.challenge = error.challenge;
    }
  }

  private readonly submit = (event: SubmitEvent): void => {
    void this.form.send(event, ({ login, password }) => this.signIn(login, password));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-sign-in-page": RallySignInPage;
  }
}
