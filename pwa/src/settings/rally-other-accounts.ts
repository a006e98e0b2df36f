import { localized, msg, str } from "@lit/localize";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { otherAccounts, type OtherAccount } from "../database/index.js";
import { baseStyles, buttonStyles } from "../design/index.js";
import type { RallyConfirmDialog } from "../design/rally-confirm-dialog.js";
import { deleteUserData } from "../device-data/index.js";
import { loadChunk } from "../missing-program/index.js";
import { settingsStyles } from "./settings-styles.js";

/** Offers to remove what accounts left on this device whose sessions ended without a sign-out. */
@customElement("rally-other-accounts")
@localized()
export class RallyOtherAccounts extends LitElement {
  @property({ attribute: false }) userId = "";
  @state() private accounts: OtherAccount[] = [];
  @state() private asked: OtherAccount | undefined;
  @query("rally-confirm-dialog") private dialog!: RallyConfirmDialog;

  static override styles = [baseStyles, buttonStyles, settingsStyles];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("userId") && this.userId) void this.load();
  }

  override render(): TemplateResult | typeof nothing {
    if (this.accounts.length === 0) return nothing;
    return html`
      ${this.accounts.map((account) => {
        const name = nameOf(account);
        return html`<div class="line">
          <p>${msg(str`Messages of ${name} are still on this device.`)}</p>
          <button class="button" @click=${() => this.removeData(account)}>
            ${msg(str`Remove ${name}'s data`)}
          </button>
        </div>`;
      })}
      <rally-confirm-dialog
        .heading=${msg(str`Remove the data of ${this.asked ? nameOf(this.asked) : ""}?`)}
        .action=${msg("Remove")}
      >
        <p>
          ${msg("What they wrote here and didn't send is deleted too. The account itself stays.")}
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
