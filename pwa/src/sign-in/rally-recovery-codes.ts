import { localized, msg } from "@lit/localize";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { baseStyles, buttonStyles } from "../design/index.js";
import type { RallyConfirmDialog } from "../design/rally-confirm-dialog.js";
import { loadChunk } from "../missing-program/index.js";
import { router } from "../navigation/index.js";
import { drawing } from "./drawings.js";
import { securityStyles } from "./security-styles.js";

/**
 * Recovery codes, this once: to be kept outside of Rally.
 * @event put-away - They have been kept.
 */
@customElement("rally-recovery-codes")
@localized()
export class RallyRecoveryCodes extends LitElement {
  @property({ attribute: false }) codes: string[] = [];

  /** Until they are kept somewhere, leaving the page would lose them. */
  private release: (() => void) | undefined;
  @query("rally-confirm-dialog") private dialog!: RallyConfirmDialog;

  static override styles = [
    baseStyles,
    buttonStyles,
    securityStyles,
    css`
      .sheet {
        display: grid;
        gap: var(--space-sm);
        padding: var(--space-md);
        border-radius: var(--radius-lg);
        background: var(--color-sunken);
      }
      h4 {
        margin: 0;
        font-size: var(--text-base);
      }
      h4:focus {
        outline: none;
      }
      ol {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(8rem, 1fr));
        gap: var(--space-2xs) var(--space-md);
        font-family: ui-monospace, monospace;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("beforeunload", warn);
    const release = router.guardLeaving(async () => {
      const dialog = await loadChunk(() => import("../design/rally-confirm-dialog.js"));
      return dialog !== undefined && this.dialog.ask();
    });
    this.release = () => {
      removeEventListener("beforeunload", warn);
      release();
    };
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.release?.();
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector("h4")?.focus();
  }

  override render(): TemplateResult {
    return html`<div class="sheet">
      <h4 tabindex="-1">${msg("Keep these recovery codes")}</h4>
      <p class="explained">
        ${msg("Without your phone, each of them lets you in once. They are not shown again.")}
      </p>
      <ol role="list">
        ${this.codes.map((code) => html`<li>${code}</li>`)}
      </ol>
      <div class="actions">
        <button class="button" @click=${this.download}>
          ${drawing("download")}${msg("Download")}
        </button>
        <button
          class="button primary"
          @click=${() => this.dispatchEvent(new CustomEvent("put-away"))}
        >
          ${msg("I have kept them")}
        </button>
      </div>
      <rally-confirm-dialog
        .heading=${msg("Leave without your recovery codes?")}
        .action=${msg("Leave without them")}
      >
        <p>
          ${msg("They aren't shown again. If you lose your phone, you can't sign in without one.")}
        </p>
      </rally-confirm-dialog>
    </div>`;
  }

  private readonly download = (): void => {
    const text = `${msg("Rally recovery codes")} · ${location.host}\n\n${this.codes.join("\n")}\n`;
    const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = "rally-recovery-codes.txt";
    link.click();
    URL.revokeObjectURL(url);
    this.release?.();
  };
}

/** The browser asks in its own words before the tab closes or reloads. */
function warn(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-recovery-codes": RallyRecoveryCodes;
  }
}
