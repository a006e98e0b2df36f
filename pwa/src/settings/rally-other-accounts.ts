import { localized, msg, str } from "@lit/localize";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { otherAccounts, type OtherAccount } from "../database/index.js";
import { baseStyles, buttonStyles, rowStyles } from "../design/index.js";
import type { RallyConfirmDialog } from "../design/rally-confirm-dialog.js";
import { loadChunk } from "../chunk-loading/index.js";
import { deleteUserData } from "../session/index.js";

/** Offers to delete the data of accounts whose sessions expired without a sign-out. */
@customElement("rally-other-accounts")
@localized()
export class RallyOtherAccounts extends LitElement {
  @property({ attribute: false }) userId = "";
  @state() private accounts: OtherAccount[] = [];
  @state() private asked: OtherAccount | undefined;
  @query("rally-confirm-dialog") private dialog!: RallyConfirmDialog;

  static override styles = [baseStyles, buttonStyles, rowStyles];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("userId") && this.userId) void this.load();
  }

  override render(): TemplateResult | typeof nothing {
    if (this.accounts.length === 0) return nothing;
    return html`
      ${this.accounts.map((account) => {
        const name = nameOf(account);
        return html`<div class="row">
          <p>${msg(str`Data from ${name} is still on this device.`)}</p>
          <button class="button" @click=${() => this.removeData(account)}>
            ${msg(str`Remove ${name}'s data`)}
          </button>
        </div>`;
      })}
      <rally-confirm-dialog
        .heading=${msg(str`Remove ${this.asked ? nameOf(this.asked) : ""}'s data from this device?`)}
        .action=${msg("Remove")}
      >
        <p>
          ${msg("Anything they wrote here but didn't send will be lost. Their account isn't affected.")}
        </p>
      </rally-confirm-dialog>
    `;
  }

  private async load(): Promise<void> {
    this.accounts = await otherAccounts(this.userId);
  }

  private async removeData(account: OtherAccount): Promise<void> {
    this.asked = account;
    if (!(await loadChunk(() => import("../design/rally-confirm-dialog.js")))) return;
    if (!(await this.dialog.ask())) return;
    await deleteUserData(account.userId);
    await this.load();
  }
}

function nameOf({ username }: OtherAccount): string {
  return username === undefined ? msg("another account") : `@${username}`;
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-other-accounts": RallyOtherAccounts;
  }
}
