import { localized, msg } from "@lit/localize";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, icon } from "../../design/index.js";
import type { RallySheet } from "../../design/rally-sheet.js";
import "../../design/rally-sheet.js";
import { contentPreview } from "../../content/index.js";
import type { ActionItem, MessageAction } from "./message-actions.js";
import { moreReactions, quickReactions } from "./reactions.js";
import type { MessageView } from "./message-views.js";

/** What the sheet shows of a message. */
export interface SheetContent {
  view: MessageView;
  /** The name of the author. */
  author: string;
  /** What names the sheet for screen readers. */
  label: string;
  actions: readonly ActionItem[];
  canReact: boolean;
}

/**
 * What can be done with a message, in a sheet that a long press opens: the same actions as its menu.
 * @fires action-chosen - `detail` is `{action, view}`; the sheet is closed by then.
 */
@customElement("rally-message-sheet")
@localized()
export class RallyMessageSheet extends LitElement {
  @state() private content: SheetContent | undefined;
  @query("rally-sheet") private sheet!: RallySheet;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      .message {
        margin-block-end: var(--space-sm);
        padding: var(--space-xs) var(--space-sm);
        border-inline-start: var(--stroke-bar) solid var(--color-accent);
        border-radius: var(--radius-sm);
        background: var(--color-quote);
        font-size: var(--text-sm);
      }
      .message strong {
        display: block;
        font-weight: var(--weight-bold);
      }
      .message span {
        display: -webkit-box;
        overflow: hidden;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        color: var(--color-ink-soft);
        overflow-wrap: anywhere;
      }
      .reactions {
        display: flex;
        justify-content: space-between;
        margin-block-end: var(--space-xs);
      }
      .reactions button {
        display: grid;
        flex: 0 1 var(--size-touch);
        place-items: center;
        min-width: 0;
        min-height: var(--size-touch);
        padding: 0;
        border: 1px solid transparent;
        border-radius: var(--radius-full);
        background: var(--color-hover);
        font-size: var(--text-xl);
        line-height: 1;
      }
      .reactions button[aria-pressed="true"] {
        border-color: var(--color-accent);
        background: var(--color-selected);
      }
      .action {
        display: flex;
        align-items: center;
        gap: var(--space-md);
        width: 100%;
        min-height: var(--size-field);
        padding: var(--space-xs) var(--space-sm);
        border: 0;
        border-radius: var(--radius-md);
        background: none;
        font-size: var(--text-md);
        text-align: start;
      }
      .action .icon {
        color: var(--color-ink-soft);
      }
      .action.danger,
      .action.danger .icon {
        color: var(--color-danger);
      }
      .action:active {
        background: var(--color-hover);
      }
      @media (hover: hover) {
        .action:hover {
          background: var(--color-hover);
        }
      }
    `,
  ];

  /** Opens the sheet for a message; the first button takes the focus. */
  async show(content: SheetContent): Promise<void> {
    this.content = content;
    await this.updateComplete;
    await this.sheet.show();
    this.renderRoot.querySelector<HTMLElement>(".reactions button, .action")?.focus();
  }

  override render(): TemplateResult {
    const { content } = this;
    return html`<rally-sheet .label=${content?.label ?? ""}>
      ${content ? this.actions(content) : nothing}
    </rally-sheet>`;
  }

  private actions(content: SheetContent): TemplateResult {
    const { view, author, actions, canReact } = content;
    return html`
      <p class="message">
        <strong><bdi>${author}</bdi></strong>
        <span dir="auto">${contentPreview(view.content)}</span>
      </p>
      ${
        canReact
          ? html`<div class="reactions" role="group" aria-label=${msg("Reactions")}>
              ${quickReactions.map((emoji) => this.reaction(emoji, content))}
              <button
                type="button"
                aria-label=${moreReactions()}
                @click=${() => {
                  this.choose("choose-reaction", view);
                }}
              >
                ${icon("smilePlus")}
              </button>
            </div>`
          : nothing
      }
      <ul role="list">
        ${actions.map(
          ({ action, label, icon: name, danger }) =>
            html`<li>
              <button
                type="button"
                class="action ${danger ? "danger" : ""}"
                @click=${() => {
                  this.choose(action, view);
                }}
              >
                ${icon(name)}<span>${label}</span>
              </button>
            </li>`,
        )}
      </ul>
    `;
  }

  private reaction(emoji: string, { view }: SheetContent): TemplateResult {
    const mine = view.reactions?.some((one) => one.emoji === emoji && one.mine) ?? false;
    return html`<button
      type="button"
      aria-pressed=${mine ? "true" : "false"}
      @click=${() => {
        this.choose(`react ${emoji}`, view);
      }}
    >
      ${emoji}
    </button>`;
  }

  private choose(action: MessageAction, view: MessageView): void {
    this.sheet.close();
    this.dispatchEvent(new CustomEvent("action-chosen", { detail: { action, view } }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-message-sheet": RallyMessageSheet;
  }
}
