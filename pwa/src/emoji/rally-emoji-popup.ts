import "@awesome.me/webawesome/dist/components/popup/popup.js";
import { localized, msg } from "@lit/localize";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { loadChunk } from "../chunk-loading/index.js";
import type { Sticker } from "../stickers/index.js";
import { baseStyles, breakpoints, focusedElement } from "../design/index.js";
import type { RallySheet } from "../design/rally-sheet.js";
import "../design/rally-sheet.js";
import type { RallyEmojiPicker } from "./rally-emoji-picker.js";
import "./rally-emoji-picker.js";

type Tab = "emoji" | "stickers";

/**
 * The emoji picker, with `stickers` also the bank of stickers, beside the button that opened it; on phones in a sheet. It closes when an emoji is
 * chosen (with Shift it stays), on Escape and when the focus leaves it.
 * @fires emoji-chosen - `detail` is the emoji.
 * @fires sticker-chosen - `detail` is the sticker.
 */
@customElement("rally-emoji-popup")
@localized()
export class RallyEmojiPopup extends LitElement {
  /** Whether it also offers stickers. */
  @property({ type: Boolean }) stickers = false;
  @state() private tab: Tab = "emoji";
  @state() private anchor: Element | undefined;
  @state() private inSheet = false;
  @query("rally-emoji-picker") private picker!: RallyEmojiPicker | null;
  @query("rally-sheet") private sheet!: RallySheet | null;
  /** Whether the picker takes the focus as soon as it is shown. */
  private focusDue = false;
  private opener: HTMLElement | undefined;
  private answer: ((emoji: string | undefined) => void) | undefined;

  static override styles = [
    baseStyles,
    css`
      :host {
        display: contents;
      }
      .panel {
        box-sizing: border-box;
        width: min(var(--size-list), 100vw - var(--space-lg));
        padding: var(--space-sm);
        border: 1px solid var(--color-line);
        border-radius: var(--radius-lg);
        background: var(--color-raised);
        color: var(--color-ink);
        box-shadow: var(--shadow-lg);
      }
      .panel :is(rally-emoji-picker, rally-sticker-picker) {
        height: min(var(--width-md), 60dvh);
      }
      rally-sheet :is(rally-emoji-picker, rally-sticker-picker) {
        height: 60dvh;
      }
      .tabs {
        display: flex;
        gap: var(--space-2xs);
        margin-block-end: var(--space-xs);
        padding: var(--space-3xs);
        border-radius: var(--radius-md);
        background: var(--color-sunken);
      }
      [role="tab"] {
        flex: 1;
        min-height: var(--size-target-sm);
        border: 0;
        border-radius: var(--radius-sm);
        background: none;
        color: var(--color-ink-soft);
        font: inherit;
        font-size: var(--text-sm);
        font-weight: var(--weight-bold);
      }
      [role="tab"][aria-selected="true"] {
        background: var(--color-raised);
        color: var(--color-ink);
        box-shadow: var(--shadow-sm);
      }
    `,
  ];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.closed();
  }

  get open(): boolean {
    return this.anchor !== undefined;
  }

  /** Opens it beside `anchor`; closes it if it is open there. */
  async show(anchor: Element): Promise<void> {
    if (this.anchor === anchor) {
      this.close();
      return;
    }
    this.opener = focusedElement();
    this.inSheet = matchMedia(breakpoints.phone).matches;
    this.tab = "emoji";
    this.anchor = anchor;
    addEventListener("pointerdown", this.pressedOutside, { capture: true });
    await this.updateComplete;
    this.focusDue = true;
    if (!this.inSheet) return;
    await this.sheet?.show();
    this.shown();
  }

  /** What is not shown yet cannot take the focus. */
  private readonly shown = (): void => {
    if (!this.focusDue) return;
    this.focusDue = false;
    this.picker?.enter(matchMedia("(pointer: coarse)").matches ? "grid" : "search");
  };

  /** Opens it for one emoji. @returns undefined if none was chosen. */
  pick(anchor: Element): Promise<string | undefined> {
    this.close();
    const picked = new Promise<string | undefined>((resolve) => {
      this.answer = resolve;
    });
    void this.show(anchor);
    return picked;
  }

  /** Gives the focus back to where it was. */
  close(): void {
    if (!this.open) return;
    const hadFocus = this.matches(":focus-within");
    if (this.sheet?.open) this.sheet.close();
    this.closed();
    if (hadFocus) this.opener?.focus({ preventScroll: true });
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.anchor) return nothing;
    const picker = html`${this.stickers ? this.tabs() : nothing}${this.content()}`;
    if (this.inSheet) {
      return html`<rally-sheet .label=${msg("Emoji")} @sheet-closed=${this.closed}
        >${picker}</rally-sheet
      >`;
    }
    return html`<wa-popup
      active
      .anchor=${this.anchor}
      placement="top-end"
      flip
      shift
      shift-padding="8"
      distance="8"
      @wa-reposition=${this.shown}
      ><div
        class="panel"
        role="dialog"
        aria-label=${msg("Emoji")}
        @keydown=${this.keys}
        @focusout=${this.left}
      >
        ${picker}
      </div></wa-popup
    >`;
  }

  private tabs(): TemplateResult {
    const tab = (name: Tab, label: string) =>
      html`<button
        type="button"
        role="tab"
        id=${name}
        aria-selected=${this.tab === name ? "true" : "false"}
        aria-controls="content"
        tabindex=${this.tab === name ? 0 : -1}
        @click=${() => this.choose(name)}
      >
        ${label}
      </button>`;
    return html`<div class="tabs" role="tablist" @keydown=${this.tabKeys}>
      ${tab("emoji", msg("Emoji"))}${tab("stickers", msg("Stickers"))}
    </div>`;
  }

  private content(): TemplateResult {
    const picker =
      this.tab === "stickers"
        ? html`<rally-sticker-picker @sticker-chosen=${this.chosenSticker}></rally-sticker-picker>`
        : html`<rally-emoji-picker @emoji-chosen=${this.chosen}></rally-emoji-picker>`;
    if (!this.stickers) return picker;
    return html`<div role="tabpanel" id="content" aria-labelledby=${this.tab}>${picker}</div>`;
  }

  private async choose(tab: Tab): Promise<void> {
    if (tab === "stickers" && !(await loadChunk(() => import("./rally-sticker-picker.js")))) return;
    this.tab = tab;
  }

  private readonly tabKeys = async (event: KeyboardEvent): Promise<void> => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    await this.choose(this.tab === "emoji" ? "stickers" : "emoji");
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("[role=tab][aria-selected=true]")?.focus();
  };

  private readonly chosenSticker = ({ detail }: CustomEvent<Sticker>): void => {
    this.close();
    this.dispatchEvent(new CustomEvent<Sticker>("sticker-chosen", { detail }));
  };

  private readonly chosen = (event: CustomEvent<{ emoji: string; more: boolean }>): void => {
    const { emoji, more } = event.detail;
    this.answer?.(emoji);
    this.answer = undefined;
    if (!more || this.inSheet) this.close();
    this.dispatchEvent(new CustomEvent("emoji-chosen", { detail: emoji }));
  };

  private readonly closed = (): void => {
    removeEventListener("pointerdown", this.pressedOutside, { capture: true });
    this.anchor = undefined;
    this.answer?.(undefined);
    this.answer = undefined;
  };

  private readonly keys = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
  };

  private readonly left = ({ relatedTarget, currentTarget }: FocusEvent): void => {
    const isInside = (currentTarget as Element).contains(relatedTarget as Node | null);
    if (relatedTarget && !isInside && !this.contains(relatedTarget as Node)) this.closed();
  };

  private readonly pressedOutside = (event: PointerEvent): void => {
    const path = event.composedPath();
    const isHere = path.includes(this) || (this.anchor && path.includes(this.anchor));
    if (!this.inSheet && !isHere) this.closed();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-emoji-popup": RallyEmojiPopup;
  }
}
