import { localized, msg, str } from "@lit/localize";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, icon } from "../design/index.js";
import type { RallyConfirmDialog } from "../design/rally-confirm-dialog.js";
import type { Device } from "../device/index.js";
import { loadChunk } from "../missing-program/index.js";
import { paths, router } from "../navigation/index.js";
import { countUnsent } from "../outbox/index.js";

/** Signs out, and asks first when words would be lost. */
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
      <button class="button" ?disabled=${this.busy} @click=${this.signOut}>
        ${icon("logOut")}${this.busy ? msg("Signing out…") : msg("Sign out")}
      </button>
      <rally-confirm-dialog
        .heading=${msg("Sign out and lose unsent messages?")}
        .action=${msg("Sign out anyway")}
      >
        <p>
          ${
            this.unsent === 1
              ? msg("1 thing you wrote has not reached the server. Signing out deletes it.")
              : msg(
                  str`${this.unsent} things you wrote have not reached the server. Signing out deletes them.`,
                )
          }
        </p>
      </rally-confirm-dialog>
    `;
  }

  private readonly signOut = async (): Promise<void> => {
    const { device } = this;
    if (!device) return;
    this.busy = true;
    try {
      const isStored = await device.stored().then(
        () => true,
        () => false,
      );
      await device.confirmDrafts();
      this.unsent = (await countUnsent(device.database)) + (isStored ? 0 : 1);
    } finally {
      this.busy = false;
    }
    if (this.unsent > 0) {
      if (!(await loadChunk(() => import("../design/rally-confirm-dialog.js")))) return;
      if (!(await this.dialog.ask())) return;
    }
    this.busy = true;
    try {
      await device.signOut();
      router.go(paths.signIn(), { replace: true });
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
