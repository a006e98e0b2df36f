import "@awesome.me/webawesome/dist/components/callout/callout.js";
import type WaCallout from "@awesome.me/webawesome/dist/components/callout/callout.js";
import { localized, msg } from "@lit/localize";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { baseStyles, buttonStyles } from "../design/index.js";
import type { RallyConfirmDialog } from "../design/rally-confirm-dialog.js";
import { loadChunk } from "../chunk-loading/index.js";
import { router } from "../navigation/index.js";
import { signInIcon } from "./sign-in-icon.js";
import { securityStyles } from "./security-styles.js";

/**
 * Shows recovery codes once, to be stored outside of Rally.
 * @event put-away - The user has stored them.
 */
@customElement("rally-recovery-codes")
@localized()
export class RallyRecoveryCodes extends LitElement {
  @property({ attribute: false }) codes: string[] = [];

  /** Set until the codes are stored: leaving the page would lose them. */
  private release: (() => void) | undefined;
  @query("wa-callout") private callout!: WaCallout;
  @query("rally-confirm-dialog") private dialog!: RallyConfirmDialog;

  static override styles = [
    baseStyles,
    buttonStyles,
    securityStyles,
    css`
      wa-callout::part(message) {
        display: grid;
        gap: var(--space-sm);
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
        grid-template-columns: repeat(auto-fill, minmax(var(--width-2xs), 1fr));
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
    // The heading is not rendered before the callout has its slot.
    void this.callout.updateComplete.then(() => this.renderRoot.querySelector("h4")?.focus());
  }

  override render(): TemplateResult {
    return html`<wa-callout variant="neutral">
      <h4 tabindex="-1">${msg("Save your recovery codes")}</h4>
      <p class="explained">
        ${msg("If you lose your phone, each code lets you sign in once. You won't see them again.")}
      </p>
      <ol role="list">
        ${this.codes.map((code) => html`<li>${code}</li>`)}
      </ol>
      <div class="actions">
        <button class="button" @click=${this.download}>
          ${signInIcon("download")}${msg("Download")}
        </button>
        <button
          class="button primary"
          @click=${() => this.dispatchEvent(new CustomEvent("put-away"))}
        >
          ${msg("I've saved them")}
        </button>
      </div>
      <rally-confirm-dialog
        .heading=${msg("Leave without saving your recovery codes?")}
        .action=${msg("Leave anyway")}
      >
        <p>
          ${msg("You won't see them again. If you lose your phone, you'll need one to sign in.")}
        </p>
      </rally-confirm-dialog>
    </wa-callout>`;
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

/** Shows the browser's own warning before the tab is closed or reloaded. */
function warn(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-recovery-codes": RallyRecoveryCodes;
  }
}
