import { localized, msg, str } from "@lit/localize";
import { changeEmail, resendConfirmation } from "@rally/shared/accounts";
import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { AccountForm } from "./account-form.js";
import { AccountRow } from "./account-row.js";
import { FormSubmission } from "./form-submission.js";

/** One's e-mail address, whether it is confirmed, and taking another. */
@customElement("rally-email-row")
@localized()
export class RallyEmailRow extends AccountRow {
  private readonly form = new AccountForm(this, ["email", "password"]);
  private readonly resending = new FormSubmission(this);

  override render(): TemplateResult {
    const { me } = this;
    const waits = me && (!me.emailConfirmed || me.pendingEmail !== undefined);
    return html`<div class="row">
        <div>
          <h3>${msg("E-mail")}</h3>
          <p>
            ${me?.email}
            ${me && html`<span class="tag">${me.emailConfirmed ? msg("Confirmed") : msg("Not confirmed")}</span>`}
          </p>
          ${
            me?.pendingEmail === undefined
              ? nothing
              : html`<p>
                  ${msg(str`Becomes ${me.pendingEmail} once you open the link sent there.`)}
                </p>`
          }
          <p class="note done" role="status">${this.said || this.resending.formError}</p>
        </div>
        ${
          this.open
            ? nothing
            : html`<div class="actions">
                ${waits ? html`<button class="button" ?disabled=${this.resending.busy} @click=${this.resend}>${msg("Send the link again")}</button>` : nothing}
                <button
                  class="button change"
                  aria-label=${msg("Change the e-mail address")}
                  @click=${() => this.openForm()}
                >
                  ${msg("Change")}
                </button>
              </div>`
        }
      </div>
      ${this.open ? this.changing() : nothing}`;
  }

  private changing(): TemplateResult {
    const { form } = this;
    return html`<form novalidate @submit=${this.submit}>
      ${form.formError()}
      ${form.field("email", {
        label: msg("New e-mail address"),
        type: "email",
        autocomplete: "email",
        maxLength: 254,
      })}
      ${this.ownPassword(form)}
      <div class="actions">
        <button class="button primary" ?disabled=${form.busy}>${msg("Change the address")}</button>
        <button type="button" class="button" @click=${() => this.closeForm()}>
          ${msg("Cancel")}
        </button>
      </div>
    </form>`;
  }

  private readonly resend = async (): Promise<void> => {
    this.said = "";
    await this.resending.submit(async () => {
      const answered = await this.session?.call(resendConfirmation);
      const email = answered?.data.email;
      this.said = email ? msg(str`A link is on its way to ${email}.`) : msg("It is confirmed.");
    });
  };

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    const byPassword = this.needsPassword(this.form);
    let done = false;
    await this.form.send(
      event,
      async ({ email, password }) => {
        const body = { email: email.trim(), ...(byPassword && { password }) };
        done = await this.confirming(async () => {
          const answered = await this.session?.call(changeEmail, { body });
          if (answered) this.session?.learn(answered.data);
        });
      },
      byPassword ? undefined : ["email"],
    );
    if (!done) return;
    this.form.clear();
    await this.closeForm();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-email-row": RallyEmailRow;
  }
}
