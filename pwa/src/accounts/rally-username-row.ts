import { localized, msg } from "@lit/localize";
import { renameAccount } from "@rally/shared/accounts";
import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { AccountForm } from "../forms/index.js";
import { AccountRow } from "./account-row.js";
import { session } from "../session/index.js";

/** The username, and a form to change it. */
@customElement("rally-username-row")
@localized()
export class RallyUsernameRow extends AccountRow {
  protected readonly form = new AccountForm(this, ["username"]);

  override render(): TemplateResult {
    const { form } = this;
    return html`<div class="row">
        <div>
          <h3>${msg("Username")}</h3>
          <p>@${this.me?.username}</p>
          <p class="note done" role="status">${this.notice}</p>
        </div>
        ${this.open ? "" : html`<button class="button change" aria-label=${msg("Change username")} @click=${this.begin}>${msg("Change")}</button>`}
      </div>
      ${
        this.open
          ? html`<form novalidate @submit=${this.submit}>
              ${form.formError()}
              ${form.field("username", {
                label: msg("New username"),
                autocomplete: "username",
                hint: msg(
                  "Your old username is kept for you for 30 days, and links to it still work.",
                ),
                maxLength: 64,
              })}
              ${this.actions(msg("Change username"))}
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
      const answered = await session.call(renameAccount, {
        body: { username: username.trim() },
      });
      session.updateUser(answered.data);
    });
    if (went) await this.closeForm(msg("Username changed."));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-username-row": RallyUsernameRow;
  }
}
