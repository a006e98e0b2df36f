import { localized, msg } from "@lit/localize";
import "@awesome.me/webawesome/dist/components/dialog/dialog.js";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import { baseStyles, buttonStyles, DialogController, dialogStyles, icon } from "../design/index.js";
import "../relationships/rally-person-finder.js";

/**
 * A dialog to find a user and open a conversation.
 * @fires page-focus - A user was chosen: the focus moves to the page.
 */
@customElement("rally-new-conversation")
@localized()
export class RallyNewConversation extends LitElement {
  private readonly modal = new DialogController(this);

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
    this.modal.show();
  }

  hide(): void {
    this.modal.hide();
  }

  override render(): TemplateResult {
    return html`${keyed(this.modal.element, this.dialog())}`;
  }

  // The focus moves into a dialog that opens.
  /* eslint-disable lit-a11y/no-autofocus */
  private dialog(): TemplateResult {
    return html`<wa-dialog
      without-header
      light-dismiss
      label=${msg("New chat")}
      ?open=${this.modal.open}
      @wa-after-hide=${this.modal.hidden}
    >
      <div class="dialog-head">
        <h2>${msg("New chat")}</h2>
        <button class="icon-button" aria-label=${msg("Close")} @click=${() => this.hide()}>
          ${icon("x")}
        </button>
      </div>
      ${
        this.modal.filled
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
    // Text typed at once belongs to the page.
    await this.modal.replace();
    this.dispatchEvent(new CustomEvent("page-focus", { bubbles: true, composed: true }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-new-conversation": RallyNewConversation;
  }
}
