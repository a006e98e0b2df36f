import "@awesome.me/webawesome/dist/components/popup/popup.js";
import { localized, msg } from "@lit/localize";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { baseStyles, breakpoints, focusedElement } from "../design/index.js";
import type { RallySheet } from "../design/rally-sheet.js";
import "../design/rally-sheet.js";
import type { RallyEmojiPicker } from "./rally-emoji-picker.js";
import "./rally-emoji-picker.js";

/**
 * The emoji picker beside the button that opened it; on phones in a sheet. It closes when an emoji is
 * chosen (with Shift it stays), on Escape and when the focus leaves it.
 * @fires emoji-chosen - `detail` is the emoji.
 */
@customElement("rally-emoji-popup")
@localized()
export class RallyEmojiPopup extends LitElement {
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
      .panel rally-emoji-picker {
        height: min(var(--width-md), 60dvh);
      }
      rally-sheet rally-emoji-picker {
        height: 60dvh;
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
    const picker = html`<rally-emoji-picker @emoji-chosen=${this.chosen}></rally-emoji-picker>`;
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
