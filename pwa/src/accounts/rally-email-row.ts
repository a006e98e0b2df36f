import "@awesome.me/webawesome/dist/components/badge/badge.js";
import { localized, msg, str } from "@lit/localize";
import { changeEmail, resendConfirmation } from "@rally/shared/accounts";
import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { AccountForm } from "../forms/index.js";
import { AccountRow } from "./account-row.js";
import { session } from "../session/index.js";
import { FormSubmission } from "../forms/index.js";

/** The email address, whether it is confirmed, and a form to change it. */
@customElement("rally-email-row")
@localized()
export class RallyEmailRow extends AccountRow {
  protected readonly form = new AccountForm(this, ["email", "password"]);
  private readonly resending = new FormSubmission(this);

  override render(): TemplateResult {
    const { me } = this;
    const waits = me && (!me.emailConfirmed || me.pendingEmail !== undefined);
    return html`<div class="row">
        <div>
          <h3>${msg("Email")}</h3>
          <p>
            ${me?.email}
            ${me && html`<wa-badge variant="neutral" appearance="filled" pill>${me.emailConfirmed ? msg("Confirmed") : msg("Not confirmed")}</wa-badge>`}
          </p>
          ${
            me?.pendingEmail === undefined
              ? nothing
              : html`<p>
                  ${msg(str`Changes to ${me.pendingEmail} when you open the link we sent there.`)}
                </p>`
          }
          <p class="note done" role="status">${this.notice || this.resending.formError}</p>
        </div>
        ${
          this.open
            ? nothing
            : html`<div class="actions">
                ${waits ? html`<button class="button" aria-disabled=${this.resending.busy ? "true" : "false"} @click=${this.resend}>${msg("Resend link")}</button>` : nothing}
                <button
                  class="button change"
                  aria-label=${msg("Change email address")}
                  @click=${() => this.openForm()}
                >
                  ${msg("Change")}
                </button>
              </div>`
        }
      </div>
      ${this.open ? this.changing() : nothing} ${this.confirmDialog()}`;
  }

  private changing(): TemplateResult {
    const { form } = this;
    return html`<form novalidate @submit=${this.submit}>
      ${form.formError()}
      ${form.field("email", {
        label: msg("New email address"),
        type: "email",
        autocomplete: "email",
        maxLength: 254,
      })}
      ${this.ownPassword(form)} ${this.actions(msg("Change email address"))}
    </form>`;
  }

  private readonly resend = async (): Promise<void> => {
    if (this.resending.busy) return;
    this.notice = "";
    await this.resending.submit(async () => {
      const answered = await session.call(resendConfirmation);
      const { email } = answered.data;
      this.notice = email
        ? msg(str`We sent a link to ${email}. Check your email.`)
        : msg("Your email address is already confirmed.");
    });
  };

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    const done = await this.sendConfirmed(event, this.form, {
      fields: ["email"],
      change: async ({ email }, password) => {
        const body = { email: email.trim(), ...password };
        session.updateUser((await session.call(changeEmail, { body })).data);
      },
    });
    if (done) await this.closeForm();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-email-row": RallyEmailRow;
  }
}
