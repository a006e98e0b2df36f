import "@awesome.me/webawesome/dist/components/dialog/dialog.js";
import { localized, msg } from "@lit/localize";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { baseStyles } from "./base-styles.js";
import { buttonStyles } from "./button-styles.js";
import { dialogStyles } from "./dialog-styles.js";

/** The button that the user chose; undefined: none, nothing is to change. */
export type Choice = "action" | "alternative" | undefined;

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
  /** The label of a second button that does less; empty: no such button. */
  @property({ attribute: false }) alternative = "";
  @state() private open = false;
  private opener: HTMLElement | undefined;
  private answer: ((choice: Choice) => void) | undefined;

  static override styles = [baseStyles, buttonStyles, dialogStyles];

  /** Opens the dialog. @returns whether the user confirmed. */
  async ask(): Promise<boolean> {
    return (await this.choose()) === "action";
  }

  /** Opens the dialog. @returns the chosen button. */
  choose(): Promise<Choice> {
    this.answer?.(undefined);
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
        this.close(undefined);
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
            this.close(undefined);
          }}
        >
          ${msg("Cancel")}
        </button>
        ${this.alternative === "" ? nothing : this.alternativeButton()}
        <button
          class="button danger"
          @click=${() => {
            this.close("action");
          }}
        >
          ${this.action}
        </button>
      </div>
    </wa-dialog>`;
  }
  /* eslint-enable lit-a11y/no-autofocus */

  private alternativeButton(): TemplateResult {
    return html`<button
      class="button"
      @click=${() => {
        this.close("alternative");
      }}
    >
      ${this.alternative}
    </button>`;
  }

  private close(choice: Choice): void {
    this.open = false;
    this.answer?.(choice);
    this.answer = undefined;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-confirm-dialog": RallyConfirmDialog;
  }
}
