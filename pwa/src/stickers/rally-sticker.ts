import { localized } from "@lit/localize";
import { stickerSizes } from "@rally/shared/expressions";
import { picturePath } from "@rally/shared/people";
import { stickerEmoji, type Sticker } from "@rally/shared/stickers";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { baseStyles } from "../design/index.js";
import type * as Drawings from "./drawings.js";
import { stickerLabel } from "./sticker-labels.js";

let drawings: typeof Drawings | undefined;

/**
 * A sticker. It takes its place at once; the drawings are a chunk of their own, loaded with the first
 * sticker. An uploaded one is a picture: a rendering that cannot be loaded, as without a connection, is
 * replaced by the other one. What cannot be drawn is shown by its emoji or its label.
 */
@customElement("rally-sticker")
@localized()
export class RallySticker extends LitElement {
  @property({ attribute: false }) sticker: Sticker | undefined;
  /** Whether it is shown small, as in the bank. */
  @property({ type: Boolean }) small = false;
  /** How many renderings of its picture could not be loaded. */
  @state() private missing = 0;
  @state() private loaded = drawings;
  @state() private failed = false;

  static override styles = [
    baseStyles,
    css`
      :host {
        display: inline-block;
        width: var(--size-sticker);
        height: var(--size-sticker);
        vertical-align: bottom;
      }
      .box {
        display: grid;
        place-items: center;
        height: 100%;
      }
      /* A white edge, as if cut out: the dark lines would be lost on a dark ground. */
      svg {
        width: 100%;
        height: 100%;
        filter: drop-shadow(1px 0 0 var(--sticker-white)) drop-shadow(-1px 0 0 var(--sticker-white))
          drop-shadow(0 1px 0 var(--sticker-white)) drop-shadow(0 -1px 0 var(--sticker-white));
      }
      img {
        width: 100%;
        height: 100%;
        object-fit: contain;
      }
      .emoji {
        font-size: var(--text-3xl);
        line-height: 1;
      }
      .unknown {
        padding: var(--space-xs);
        border: 1px dashed var(--color-line-strong);
        border-radius: var(--radius-md);
        color: var(--color-ink-soft);
        font-size: var(--text-sm);
        text-align: center;
        overflow-wrap: anywhere;
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("sticker")) this.missing = 0;
    if (this.sticker && !this.sticker.picture && !this.loaded && !this.failed) void this.load();
  }

  override render(): TemplateResult | typeof nothing {
    const { sticker } = this;
    if (!sticker) return nothing;
    return html`<span class="box" role="img" aria-label=${stickerLabel(sticker)}
      >${this.drawing(sticker)}</span
    >`;
  }

  private drawing(sticker: Sticker): unknown {
    if (sticker.picture !== undefined) return this.picture(sticker, sticker.picture);
    const drawn = this.loaded?.drawSticker(sticker);
    if (drawn) return drawn;
    if (!this.loaded && !this.failed) return nothing;
    const emoji = stickerEmoji(sticker);
    if (emoji !== undefined) return html`<span class="emoji">${emoji}</span>`;
    return html`<span class="unknown">${stickerLabel(sticker)}</span>`;
  }

  private picture(sticker: Sticker, picture: string): TemplateResult {
    const size = (this.small ? [...stickerSizes].reverse() : stickerSizes)[this.missing];
    if (size === undefined) return html`<span class="unknown">${stickerLabel(sticker)}</span>`;
    return html`<img
      src=${picturePath(picture, size)}
      alt=""
      loading=${this.small ? "lazy" : "eager"}
      draggable="false"
      @error=${() => {
        this.missing += 1;
      }}
    />`;
  }

  private async load(): Promise<void> {
    try {
      drawings = await import("./drawings.js");
      this.loaded = drawings;
    } catch {
      this.failed = true;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-sticker": RallySticker;
  }
}
