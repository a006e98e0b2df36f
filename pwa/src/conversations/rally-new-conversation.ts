import { localized, msg } from "@lit/localize";
import "@awesome.me/webawesome/dist/components/dialog/dialog.js";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import { baseStyles, buttonStyles, dialogStyles, focusedElement, icon } from "../design/index.js";
import "../relationships/rally-person-finder.js";

/**
 * A dialog to find a user and open a conversation.
 * @fires page-focus - A user was chosen: the focus moves to the page.
 */
@customElement("rally-new-conversation")
@localized()
export class RallyNewConversation extends LitElement {
  @state() private open = false;
  /** Stays set until the dialog has faded out, so that it is not emptied before. */
  @state() private filled = false;
  /** Incremented for each new dialog element. */
  @state() private turn = 0;
  private opener: HTMLElement | undefined;

  static override styles = [
    baseStyles,
    buttonStyles,
    dialogStyles,
    css`
      rally-person-finder {
        height: min(var(--width-md), 60vh);
      }
    `,
  ];

  show(): void {
    this.opener = focusedElement();
    this.filled = true;
    this.open = true;
  }

  hide(): void {
    this.open = false;
  }

  override render(): TemplateResult {
    return html`${keyed(this.turn, this.dialog())}`;
  }

  // The focus moves into a dialog that opens.
  /* eslint-disable lit-a11y/no-autofocus */
  private dialog(): TemplateResult {
    return html`<wa-dialog
      without-header
      light-dismiss
      label=${msg("New chat")}
      ?open=${this.open}
      @wa-after-hide=${this.closed}
    >
      <div class="dialog-head">
        <h2>${msg("New chat")}</h2>
        <button class="icon-button" aria-label=${msg("Close")} @click=${() => this.hide()}>
          ${icon("x")}
        </button>
      </div>
      ${
        this.filled
          ? html`<rally-person-finder
              autofocus
              @person-chosen=${this.chosen}
            ></rally-person-finder>`
          : nothing
      }
    </wa-dialog>`;
  }
  /* eslint-enable lit-a11y/no-autofocus */

  private readonly chosen = async (): Promise<void> => {
    this.open = false;
    this.filled = false;
    // A dialog that fades out keeps the focus, and typed text would be lost: it is replaced.
    this.turn += 1;
    await this.updateComplete;
    this.dispatchEvent(new CustomEvent("page-focus", { bubbles: true, composed: true }));
  };

  private readonly closed = (): void => {
    this.open = false;
    this.filled = false;
    this.opener?.focus();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-new-conversation": RallyNewConversation;
  }
}
