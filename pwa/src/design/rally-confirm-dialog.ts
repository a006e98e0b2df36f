import "@awesome.me/webawesome/dist/components/dialog/dialog.js";
import { localized, msg } from "@lit/localize";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { baseStyles } from "./base-styles.js";
import { buttonStyles } from "./button-styles.js";
import { dialogStyles } from "./dialog-styles.js";

/**
 * Asks for confirmation before an action that cannot be undone.
 * @slot - The consequences of the action.
 */
@customElement("rally-confirm-dialog")
@localized()
export class RallyConfirmDialog extends LitElement {
  @property({ attribute: false }) heading = "";
  /** The label of the confirming button. */
  @property({ attribute: false }) action = "";
  @state() private open = false;
  private opener: HTMLElement | undefined;
  private answer: ((confirmed: boolean) => void) | undefined;

  static override styles = [baseStyles, buttonStyles, dialogStyles];

  /** Opens the dialog. @returns whether the user confirmed. */
  ask(): Promise<boolean> {
    this.answer?.(false);
    const root = (this.getRootNode() as ShadowRoot).activeElement;
    this.opener = root instanceof HTMLElement ? root : undefined;
    this.open = true;
    return new Promise((resolve) => {
      this.answer = resolve;
    });
  }

  // The focus moves into a dialog that opens: to its button that changes nothing.
  /* eslint-disable lit-a11y/no-autofocus */
  override render(): TemplateResult {
    return html`<wa-dialog
      without-header
      light-dismiss
      label=${this.heading}
      ?open=${this.open}
      @wa-after-hide=${() => {
        this.close(false);
        this.opener?.focus();
      }}
    >
      <div class="dialog-head"><h2>${this.heading}</h2></div>
      <slot></slot>
      <div class="dialog-actions">
        <button
          class="button"
          autofocus
          @click=${() => {
            this.close(false);
          }}
        >
          ${msg("Cancel")}
        </button>
        <button
          class="button danger"
          @click=${() => {
            this.close(true);
          }}
        >
          ${this.action}
        </button>
      </div>
    </wa-dialog>`;
  }
  /* eslint-enable lit-a11y/no-autofocus */

  private close(confirmed: boolean): void {
    this.open = false;
    this.answer?.(confirmed);
    this.answer = undefined;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-confirm-dialog": RallyConfirmDialog;
  }
}
