import { localized, msg } from "@lit/localize";
import "@awesome.me/webawesome/dist/components/dialog/dialog.js";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import { baseStyles, dialogStyles, buttonStyles, icon } from "../design/index.js";
import "../people/rally-person-finder.js";
import type { RallyPersonFinder } from "../people/rally-person-finder.js";

/**
 * The dialog in which one finds somebody to talk to.
 * @fires page-focus - Somebody was chosen: the focus belongs to the page behind now.
 */
@customElement("rally-new-conversation")
@localized()
export class RallyNewConversation extends LitElement {
  @state() private open = false;
  /** Stays until the dialog has faded out, so that it does not empty before one's eyes. */
  @state() private filled = false;
  @state() private text = "";
  @query("rally-person-finder") private finder!: RallyPersonFinder | null;
  /** How many dialogs there were; another number is another element. */
  @state() private turn = 0;
  private opener: HTMLElement | undefined;

  static override styles = [
    baseStyles,
    buttonStyles,
    dialogStyles,
    css`
      rally-person-finder {
        height: min(26rem, 60vh);
      }
    `,
  ];

  /** Opens it, looking for `text` at once. */
  show(text = ""): void {
    const root = this.getRootNode() as ShadowRoot;
    this.opener = root.activeElement instanceof HTMLElement ? root.activeElement : undefined;
    this.text = text;
    this.filled = true;
    this.open = true;
  }

  override render(): TemplateResult {
    return html`${keyed(this.turn, this.dialog())}`;
  }

  private dialog(): TemplateResult {
    return html`<wa-dialog
      without-header
      light-dismiss
      label=${msg("New conversation")}
      ?open=${this.open}
      @wa-after-show=${() => {
        this.finder?.focus();
      }}
      @wa-after-hide=${this.closed}
    >
      <div class="dialog-head">
        <h2>${msg("New conversation")}</h2>
        <button class="icon-button" aria-label=${msg("Close")} @click=${this.close}>
          ${icon("x")}
        </button>
      </div>
      ${
        this.filled
          ? html`<rally-person-finder
              .text=${this.text}
              @person-chosen=${this.chosen}
            ></rally-person-finder>`
          : nothing
      }
    </wa-dialog>`;
  }

  private readonly close = (): void => {
    this.open = false;
  };

  private readonly chosen = async (): Promise<void> => {
    this.open = false;
    this.filled = false;
    // While a dialog fades out, nothing behind it takes the focus, and what one types is lost.
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
