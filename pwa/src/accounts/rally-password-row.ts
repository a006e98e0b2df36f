import { localized, msg } from "@lit/localize";
import { changePassword } from "@rally/shared/accounts";
import { html, nothing, type CSSResultGroup, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { cardStyles } from "../design/index.js";
import { AccountForm } from "../forms/index.js";
import { AccountRow } from "./account-row.js";
import { session } from "../session/index.js";

/** Changes the password, which signs out all other devices. Not shown to accounts without a password. */
@customElement("rally-password-row")
@localized()
export class RallyPasswordRow extends AccountRow {
  protected readonly form = new AccountForm(this, ["current", "next"]);

  static override styles: CSSResultGroup = [super.styles, cardStyles];

  override render(): TemplateResult | typeof nothing {
    if (this.me?.hasPassword === false) return nothing;
    return html`<div class="card"><div class="rows">${this.row()}</div></div>`;
  }

  private row(): TemplateResult {
    return html`<div class="row">
        <div>
          <h3>${msg("Password")}</h3>
          <p>${msg("Changing it signs you out on your other devices.")}</p>
          <p class="note done" role="status">${this.notice}</p>
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
      ${this.actions(msg("Change password"))}
    </form>`;
  }

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    const went = await this.form.send(event, async ({ current, next }) => {
      await session.call(changePassword, { body: { current, next } });
    });
    if (!went) return;
    await this.closeForm(msg("Password changed."));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-password-row": RallyPasswordRow;
  }
}
