import { localized, msg } from "@lit/localize";
import "@awesome.me/webawesome/dist/components/dialog/dialog.js";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import {
  baseStyles,
  buttonStyles,
  DialogController,
  dialogHead,
  dialogStyles,
  icon,
  type IconName,
} from "../design/index.js";
import { isPlainClick, pathTo } from "../navigation/index.js";
import "../relationships/rally-person-finder.js";

/**
 * A dialog that starts a conversation: with a user, as a group or channel, or in an existing channel.
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
      nav {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-xs);
        margin-block-end: var(--space-md);
      }
      .way {
        display: inline-flex;
        flex: 1 0 auto;
        align-items: center;
        justify-content: center;
        gap: var(--space-xs);
        min-height: var(--size-target);
        padding-inline: var(--space-sm);
        border: 1px solid var(--color-line);
        border-radius: var(--radius-md);
        color: var(--color-ink);
        font-size: var(--text-sm);
        font-weight: var(--weight-bold);
        text-decoration: none;
      }
      .way .icon {
        color: var(--color-accent);
      }
      @media (hover: hover) {
        .way:hover {
          background: var(--color-hover);
        }
      }
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
      ${dialogHead(msg("New chat"), this.modal)}
      <nav aria-label=${msg("New chat")}>
        ${this.way(pathTo("new-conversation", { kind: "group" }), "users", msg("New group"))}
        ${this.way(pathTo("new-conversation", { kind: "channel" }), "hash", msg("New channel"))}
        ${this.way(pathTo("channels"), "search", msg("Browse channels"))}
      </nav>
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

  private way(href: string, name: IconName, words: string): TemplateResult {
    return html`<a class="way" href=${href} @click=${this.leave}
      >${icon(name)}<span>${words}</span></a
    >`;
  }

  /** A link leads to a page: the dialog gives way. */
  private readonly leave = (event: MouseEvent): void => {
    if (isPlainClick(event)) void this.modal.replace();
  };

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
