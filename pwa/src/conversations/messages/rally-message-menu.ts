import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, focusedElement, icon } from "../../design/index.js";
import { loadChunk } from "../../chunk-loading/index.js";
import type { ActionItem, MessageAction } from "./message-actions.js";
import { moreReactions, quickReactions } from "./reactions.js";

/**
 * A message's menu. It is only a button until it is opened: a hundred menus would cost as much as a
 * hundred messages.
 * @fires action-chosen - `detail` is the action.
 */
@customElement("rally-message-menu")
export class RallyMessageMenu extends LitElement {
  @property({ attribute: false }) actions: readonly ActionItem[] = [];
  @property({ attribute: false }) label = "";
  /** Whether the menu offers reactions. */
  @property({ attribute: false }) canReact = false;
  /** Whether it can be reached with Tab. */
  @property({ attribute: false }) reachable = false;
  @state() private unfolded = false;
  @state() private open = false;
  @query("button") private button!: HTMLButtonElement | null;
  /** What had the focus before the menu was opened. */
  private opener: HTMLElement | undefined;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: block;
        opacity: 0;
        transition: opacity var(--motion-quick);
      }
      :host(:focus-within),
      :host([open]) {
        opacity: 1;
      }
      .icon-button {
        width: var(--size-target-sm);
        min-height: var(--size-target-sm);
        border-radius: var(--radius-full);
        color: var(--color-ink-faint);
      }
      wa-dropdown::part(menu) {
        display: grid;
        grid-template-columns: repeat(7, 1fr);
      }
      wa-dropdown-item:not(.reaction) {
        grid-column: 1 / -1;
      }
      wa-dropdown-item.reaction {
        min-width: var(--size-touch);
        font-size: var(--text-xl);
      }
      wa-dropdown-item:not(.reaction) {
        min-width: var(--width-xs);
        font-size: var(--text-base);
      }
      wa-dropdown-item .icon {
        width: var(--size-icon);
        height: var(--size-icon);
      }
      @media (pointer: coarse) {
        wa-dropdown-item {
          min-height: var(--size-touch);
        }
      }
    `,
  ];

  override render(): TemplateResult | typeof nothing {
    if (this.actions.length === 0) return nothing;
    if (!this.unfolded) return this.trigger(() => void this.show());
    return html`<wa-dropdown
      placement="bottom-end"
      ?open=${this.open}
      @wa-select=${this.select}
      @wa-after-hide=${this.fold}
    >
      ${this.trigger()}
      ${this.actions.map(
        (item) =>
          html`<wa-dropdown-item value=${item.action} variant=${item.danger ? "danger" : nothing}>
            <span slot="icon">${icon(item.icon)}</span>${item.label}
          </wa-dropdown-item>`,
      )}
      ${this.canReact ? [...quickReactions.map(reaction), otherReaction()] : nothing}
    </wa-dropdown>`;
  }

  /** Opens the menu; its chunk is loaded the first time. */
  readonly show = async (): Promise<void> => {
    const dropdown = (): Promise<unknown> =>
      import("@awesome.me/webawesome/dist/components/dropdown/dropdown.js");
    const opener = focusedElement();
    if (!(await loadChunk(dropdown))) return;
    this.opener = opener;
    this.unfolded = true;
    await this.updateComplete;
    this.toggleAttribute("open", true);
    // The dropdown focuses its first item after it has opened; earlier, the focus would be lost.
    this.open = true;
  };

  private trigger(onClick?: () => void): TemplateResult {
    return html`<button
      slot="trigger"
      type="button"
      class="icon-button"
      aria-label=${this.label}
      aria-haspopup="menu"
      aria-expanded=${this.open ? "true" : "false"}
      tabindex=${this.reachable ? "0" : "-1"}
      @click=${onClick ?? nothing}
    >
      ${icon("more")}
    </button>`;
  }

  private readonly select = (event: CustomEvent<{ item: { value: string } }>): void => {
    const detail = event.detail.item.value as MessageAction;
    this.dispatchEvent(new CustomEvent("action-chosen", { detail }));
  };

  private readonly fold = async ({ target }: Event): Promise<void> => {
    // A click on the button while the menu was closing has opened it again.
    if ((target as Partial<HTMLDetailsElement> | null)?.open) return;
    const hadFocus = this.matches(":focus-within");
    this.toggleAttribute("open", false);
    this.open = false;
    this.unfolded = false;
    await this.updateComplete;
    if (!hadFocus) return;
    const before = this.opener?.isConnected ? this.opener : this.button;
    before?.focus({ preventScroll: true });
  };
}

function reaction(emoji: string): TemplateResult {
  return html`<wa-dropdown-item class="reaction" value=${`react ${emoji}`}
    >${emoji}</wa-dropdown-item
  >`;
}

function otherReaction(): TemplateResult {
  return html`<wa-dropdown-item
    class="reaction"
    value="choose-reaction"
    aria-label=${moreReactions()}
    title=${moreReactions()}
    >${icon("smilePlus")}</wa-dropdown-item
  >`;
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-message-menu": RallyMessageMenu;
  }
}
