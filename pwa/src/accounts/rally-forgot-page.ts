import { localized, msg, str } from "@lit/localize";
import { forgotPassword } from "@rally/shared/accounts";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { AccountForm, accountPageStyles } from "../forms/index.js";
import { baseStyles, buttonStyles, fieldStyles } from "../design/index.js";
import { request } from "../http/index.js";
import { pathTo } from "../navigation/index.js";
import "./rally-auth-layout.js";

/** Requests a mail with a link to reset the password. */
@customElement("rally-forgot-page")
@localized()
export class RallyForgotPage extends LitElement {
  /** The address the link was sent to, after the request. */
  @state() private askedFor = "";
  private readonly form = new AccountForm(this, ["email"]);

  static override styles = [baseStyles, buttonStyles, fieldStyles, accountPageStyles];

  override render(): TemplateResult {
    return html`<rally-auth-layout>
      ${this.askedFor ? this.asked() : this.question()}
      <p class="other"><a href=${pathTo("sign-in")}>${msg("Back to sign in")}</a></p>
    </rally-auth-layout>`;
  }

  private question(): TemplateResult {
    const { form } = this;
    return html`<div class="heading">
        <h1 tabindex="-1">${msg("Forgot your password?")}</h1>
        <p class="lead">
          ${msg("Enter your email address and we'll send you a link to choose a new one.")}
        </p>
      </div>
      <form novalidate @submit=${this.submit} aria-busy=${form.busy ? "true" : "false"}>
        ${form.formError()}
        ${form.field("email", {
          label: msg("Email"),
          type: "email",
          autocomplete: "email",
          maxLength: 254,
        })}
        <button
          class="button primary submit"
          type="submit"
          aria-disabled=${form.busy ? "true" : "false"}
        >
          ${msg("Send link")}
        </button>
      </form>`;
  }

  private asked(): TemplateResult {
    return html`<div class="heading" role="status">
      <h1 tabindex="-1">${msg("Check your email")}</h1>
      <p class="lead">
        ${msg(
          str`If there's an account for ${this.askedFor}, we've sent a link to that address. It works once, within the next hour.`,
        )}
      </p>
    </div>`;
  }

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    const went = await this.form.send(event, async ({ email }) => {
      await request(forgotPassword, { body: { email: email.trim() } });
    });
    if (!went) return;
    this.askedFor = this.form.values.email.trim();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-forgot-page": RallyForgotPage;
  }
}
