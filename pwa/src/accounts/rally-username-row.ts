import { localized, msg } from "@lit/localize";
import { renameAccount } from "@rally/shared/accounts";
import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { AccountForm } from "./account-form.js";
import { AccountRow } from "./account-row.js";

/** One's user name, and taking another. */
@customElement("rally-username-row")
@localized()
export class RallyUsernameRow extends AccountRow {
  private readonly form = new AccountForm(this, ["username"]);

  override render(): TemplateResult {
    const { form } = this;
    return html`<div class="row">
        <div>
          <h3>${msg("User name")}</h3>
          <p>@${this.me?.username}</p>
          <p class="note done" role="status">${this.said}</p>
        </div>
        ${this.open ? "" : html`<button class="button change" @click=${this.begin}>${msg("Rename")}</button>`}
      </div>
      ${
        this.open
          ? html`<form novalidate @submit=${this.submit}>
              ${form.formError()}
              ${form.field("username", {
                label: msg("New user name"),
                autocomplete: "username",
                hint: msg("The old one stays yours for 30 days and leads to you."),
                maxLength: 64,
              })}
              <div class="actions">
                <button class="button primary" ?disabled=${form.busy}>${msg("Rename")}</button>
                <button type="button" class="button" @click=${() => this.closeForm()}>
                  ${msg("Cancel")}
                </button>
              </div>
            </form>`
          : ""
      }`;
  }

  private readonly begin = (): void => {
    this.form.fill({ username: this.me?.username ?? "" });
    void this.openForm();
  };

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    const went = await this.form.send(event, async ({ username }) => {
      const answered = await this.session?.call(renameAccount, {
        body: { username: username.trim() },
      });
      if (answered) this.session?.learn(answered.data);
    });
    if (went) await this.closeForm(msg("Renamed."));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-username-row": RallyUsernameRow;
  }
}
