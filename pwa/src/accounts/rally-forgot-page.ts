import { localized, msg, str } from "@lit/localize";
import { forgotPassword } from "@rally/shared/accounts";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, fieldStyles } from "../design/index.js";
import { request } from "../http/index.js";
import { paths } from "../navigation/index.js";
import { AccountForm } from "./account-form.js";
import { accountPageStyles } from "./account-page-styles.js";
import "./rally-entrance.js";

/** Ask for a link by mail that resets the password. */
@customElement("rally-forgot-page")
@localized()
export class RallyForgotPage extends LitElement {
  /** Where the link went, once it was asked for. */
  @state() private askedFor = "";
  private readonly form = new AccountForm(this, ["email"]);

  static override styles = [baseStyles, buttonStyles, fieldStyles, accountPageStyles];

  override render(): TemplateResult {
    return html`<rally-entrance>
      ${this.askedFor ? this.asked() : this.question()}
      <p class="other"><a href=${paths.signIn()}>${msg("Back to signing in")}</a></p>
    </rally-entrance>`;
  }

  private question(): TemplateResult {
    const { form } = this;
    return html`<div class="heading">
        <h1 tabindex="-1">${msg("Forgot your password?")}</h1>
        <p class="lead">${msg("We mail you a link with which you choose a new one.")}</p>
      </div>
      <form novalidate @submit=${this.submit} aria-busy=${form.busy ? "true" : "false"}>
        ${form.formError()}
        ${form.field("email", {
          label: msg("E-mail"),
          type: "email",
          autocomplete: "email",
          maxLength: 254,
        })}
        <button class="button primary submit" type="submit" ?disabled=${form.busy}>
          ${msg("Mail me a link")}
        </button>
      </form>`;
  }

  private asked(): TemplateResult {
    return html`<div class="heading" role="status">
      <h1 tabindex="-1">${msg("Look into your mail")}</h1>
      <p class="lead">
        ${msg(
          str`If there is an account with ${this.askedFor}, a link is on its way. It works once, within an hour.`,
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
