import { localized, msg } from "@lit/localize";
import { changePassword } from "@rally/shared/accounts";
import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { AccountForm } from "./account-form.js";
import { AccountRow } from "./account-row.js";

/** Another password, which signs every other device out. */
@customElement("rally-password-row")
@localized()
export class RallyPasswordRow extends AccountRow {
  private readonly form = new AccountForm(this, ["current", "next"]);

  override render(): TemplateResult {
    return html`<div class="row">
        <div>
          <h3>${msg("Password")}</h3>
          <p>${msg("Changing it signs out your other devices.")}</p>
          <p class="note done" role="status">${this.said}</p>
        </div>
        ${this.open ? nothing : html`<button class="button change" aria-label=${msg("Change your password")} @click=${() => this.openForm()}>${msg("Change")}</button>`}
      </div>
      ${this.open ? this.changing() : nothing}`;
  }

  private changing(): TemplateResult {
    const { form } = this;
    return html`<form novalidate @submit=${this.submit}>
      <input type="text" autocomplete="username" .value=${this.me?.username ?? ""} hidden />
      ${form.formError()}
      ${form.field("current", {
        label: msg("Current password"),
        type: "password",
        autocomplete: "current-password",
        maxLength: 256,
      })}
      ${form.field("next", {
        label: msg("New password"),
        type: "password",
        autocomplete: "new-password",
        hint: msg("At least 8 characters"),
      })}
      <div class="actions">
        <button class="button primary" ?disabled=${form.busy}>${msg("Change the password")}</button>
        <button type="button" class="button" @click=${() => this.closeForm()}>
          ${msg("Cancel")}
        </button>
      </div>
    </form>`;
  }

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    const went = await this.form.send(event, async ({ current, next }) => {
      await this.session?.call(changePassword, { body: { current, next } });
    });
    if (!went) return;
    this.form.clear();
    await this.closeForm(msg("Your password is changed."));
    this.dispatchEvent(new CustomEvent("sessions-changed", { bubbles: true, composed: true }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-password-row": RallyPasswordRow;
  }
}
