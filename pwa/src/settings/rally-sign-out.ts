import { localized, msg, str } from "@lit/localize";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, icon } from "../design/index.js";
import type { RallyConfirmDialog } from "../design/rally-confirm-dialog.js";
import type { Device } from "../device/index.js";
import { loadChunk } from "../chunk-loading/index.js";
import { countLost, signOut } from "./signing-out.js";

/** Signs out, after a confirmation if unsent text would be lost. */
@customElement("rally-sign-out")
@localized()
export class RallySignOut extends LitElement {
  @property({ attribute: false }) device: Device | undefined;
  @state() private busy = false;
  @state() private unsent = 0;
  @query("rally-confirm-dialog") private dialog!: RallyConfirmDialog;

  static override styles = [baseStyles, buttonStyles];

  override render(): TemplateResult {
    return html`
      <button class="button" aria-disabled=${this.busy ? "true" : "false"} @click=${this.signOut}>
        ${icon("logOut")}${this.busy ? msg("Signing out…") : msg("Sign out")}
      </button>
      <rally-confirm-dialog
        .heading=${msg("Sign out and lose unsent messages?")}
        .action=${msg("Sign out anyway")}
      >
        <p>
          ${
            this.unsent === 1
              ? msg("1 thing you wrote hasn't been sent. It'll be deleted when you sign out.")
              : msg(
                  str`${this.unsent} things you wrote haven't been sent. They'll be deleted when you sign out.`,
                )
          }
        </p>
      </rally-confirm-dialog>
    `;
  }

  private readonly signOut = async (): Promise<void> => {
    const { device } = this;
    if (!device || this.busy) return;
    this.busy = true;
    try {
      this.unsent = await countLost(device);
    } finally {
      this.busy = false;
    }
    if (this.unsent > 0) {
      if (!(await loadChunk(() => import("../design/rally-confirm-dialog.js")))) return;
      if (!(await this.dialog.ask())) return;
    }
    this.busy = true;
    try {
      await signOut(device);
    } finally {
      this.busy = false;
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-sign-out": RallySignOut;
  }
}
