import { localized, msg } from "@lit/localize";
import { deleteAccount } from "@rally/shared/accounts";
import { css, html, nothing, type CSSResultGroup, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { pathTo, router } from "../navigation/index.js";
import { session } from "../session/index.js";
import { AccountForm } from "../forms/index.js";
import { AccountRow } from "./account-row.js";

/** Deletes the account permanently. */
@customElement("rally-delete-account")
@localized()
export class RallyDeleteAccount extends AccountRow {
  protected readonly form = new AccountForm(this, ["password"]);

  static override styles: CSSResultGroup = [
    super.styles,
    css`
      .change {
        color: var(--color-danger);
      }
    `,
  ];

  override render(): TemplateResult {
    return html`<div class="row">
        <div>
          <h3>${msg("Delete your account")}</h3>
          <p>${msg("Your messages stay, without your name. You can't undo this.")}</p>
        </div>
        ${
          this.open
            ? nothing
            : html`<button class="button change" @click=${() => this.openForm()}>
                ${msg("Delete…")}
              </button>`
        }
      </div>
      ${this.open ? this.deleting() : nothing} ${this.confirmDialog()}`;
  }

  private deleting(): TemplateResult {
    const { form } = this;
    return html`<form novalidate @submit=${this.submit}>
      ${form.formError()} ${this.ownPassword(form)}
      ${this.actions(msg("Delete permanently"), "danger")}
    </form>`;
  }

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    const done = await this.sendConfirmed(event, this.form, {
      fields: [],
      change: async (_values, body) => void (await session.call(deleteAccount, { body })),
    });
    if (!done) return;
    await this.device?.signOut();
    router.go(pathTo("sign-in"), { replace: true });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-delete-account": RallyDeleteAccount;
  }
}
