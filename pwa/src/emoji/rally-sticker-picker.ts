import { localized, msg } from "@lit/localize";
import type { Sticker } from "@rally/shared/stickers";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, icon } from "../design/index.js";
import { uploadedPacks } from "../expressions/index.js";
import { ObservableController } from "../observable/index.js";
import {
  favoriteStickers,
  isFavorite,
  packsNow,
  recentStickers,
  rememberSticker,
  stickerLabel,
  toggleFavorite,
  type Pack,
} from "../stickers/index.js";
import "../stickers/rally-sticker.js";
import { moveInGrid } from "./picker-keys.js";

/** Cells of a row; the styles have the same number. */
const COLUMNS = 4;

/**
 * The bank of stickers: favorites and recent ones of this device, then the packs of this server
 * and those of Rally. The arrow keys move in the grid; F, a long press and a right click mark a sticker as a favorite.
 * @fires sticker-chosen - `detail` is the sticker.
 */
@customElement("rally-sticker-picker")
@localized()
export class RallyStickerPicker extends LitElement {
  /** The sticker that the pointer or the focus is on. */
  @state() private shown: Sticker | undefined;
  /** Read again only when the server's packs change, so that nothing moves under the pointer. */
  @state() private sections: readonly Pack[] = [];

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: var(--space-xs);
        min-height: 0;
      }
      .scroll {
        flex: 1;
        min-height: 0;
        overflow-y: auto;
        overscroll-behavior: contain;
        scrollbar-width: thin;
      }
      .title {
        padding: var(--space-2xs);
        color: var(--color-ink-soft);
        font-size: var(--text-sm);
        font-weight: var(--weight-bold);
      }
      [role="row"] {
        display: grid;
        grid-template-columns: repeat(4, 1fr);
      }
      [role="gridcell"] {
        min-width: 0;
        padding: var(--space-2xs);
        border: 0;
        border-radius: var(--radius-md);
        background: none;
      }
      [role="gridcell"]:hover {
        background: var(--color-hover);
      }
      [role="gridcell"] rally-sticker {
        width: 100%;
        height: auto;
        aspect-ratio: 1;
        pointer-events: none;
      }
      .foot {
        display: flex;
        align-items: center;
        justify-content: space-between;
        min-height: var(--size-target);
        padding-inline: var(--space-2xs);
        border-block-start: 1px solid var(--color-line);
        color: var(--color-ink-soft);
        font-size: var(--text-sm);
      }
      .on {
        color: var(--color-accent);
      }
      .on svg {
        fill: currentColor;
      }
    `,
  ];

  constructor() {
    super();
    new ObservableController(
      this,
      () => uploadedPacks,
      () => {
        this.sections = sectionsNow();
      },
    );
  }

  /** Focuses the first sticker. */
  enter(): void {
    this.cells[0]?.[0]?.focus();
  }

  override render(): TemplateResult {
    return html`<div class="scroll" role="grid" aria-label=${msg("Stickers")} @keydown=${this.keys}>
        ${this.sections.map(
          ({ title, stickers }, section) =>
            html`<div role="rowgroup" aria-label=${title}>
              <div class="title" aria-hidden="true">${title}</div>
              ${rowsOf(stickers).map(
                (row, place) =>
                  html`<div role="row">
                    ${row.map((one, column) => this.cell(one, section + place + column === 0))}
                  </div>`,
              )}
            </div>`,
        )}
      </div>
      <div class="foot">
        <span>${this.shown ? stickerLabel(this.shown) : hint()}</span>
        ${this.shown ? this.favoriteButton(this.shown) : nothing}
      </div>`;
  }

  private cell(sticker: Sticker, isFirst: boolean): TemplateResult {
    const show = (): void => {
      this.shown = sticker;
    };
    return html`<button
      type="button"
      role="gridcell"
      tabindex=${isFirst ? 0 : -1}
      aria-label=${stickerLabel(sticker)}
      .sticker=${sticker}
      @click=${() => {
        rememberSticker(sticker);
        this.dispatchEvent(new CustomEvent<Sticker>("sticker-chosen", { detail: sticker }));
      }}
      @contextmenu=${(event: Event) => {
        event.preventDefault();
        show();
        this.toggle(sticker);
      }}
      @focus=${show}
      @pointerover=${show}
    >
      <rally-sticker small .sticker=${sticker} aria-hidden="true"></rally-sticker>
    </button>`;
  }

  private favoriteButton(sticker: Sticker): TemplateResult {
    const isOn = isFavorite(sticker);
    return html`<button
      type="button"
      class="icon-button ${isOn ? "on" : ""}"
      aria-pressed=${isOn ? "true" : "false"}
      aria-label=${msg("Favorite")}
      title=${msg("Favorite")}
      @click=${() => {
        this.toggle(sticker);
      }}
    >
      ${icon("star")}
    </button>`;
  }

  private toggle(sticker: Sticker): void {
    toggleFavorite(sticker);
    this.requestUpdate();
  }

  private get cells(): HTMLElement[][] {
    return [...this.renderRoot.querySelectorAll("[role=row]")].map((row) => [
      ...row.querySelectorAll<HTMLElement>("[role=gridcell]"),
    ]);
  }

  private readonly keys = (event: KeyboardEvent): void => {
    const from = this.cells.flat().find((cell) => cell.matches(":focus"));
    if (!from) return;
    if (event.key.toLowerCase() === "f" && !event.ctrlKey && !event.metaKey) {
      if (this.shown) this.toggle(this.shown);
      return;
    }
    const to = moveInGrid(this.cells, from, event, this.matches(":dir(rtl)"));
    if (to === undefined) return;
    event.preventDefault();
    if (to === "above") return;
    from.tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
  };
}

function hint(): string {
  return matchMedia("(pointer: coarse)").matches
    ? msg("Tap a sticker to send it, hold it to add it to your favorites")
    : msg("Choose a sticker to send it");
}

function sectionsNow(): Pack[] {
  const own = [
    { title: msg("Favorites"), stickers: favoriteStickers() },
    { title: msg("Recent"), stickers: recentStickers() },
  ];
  return [...own, ...packsNow()].filter(({ stickers }) => stickers.length > 0);
}

function rowsOf(stickers: readonly Sticker[]): Sticker[][] {
  const count = Math.ceil(stickers.length / COLUMNS);
  return Array.from({ length: count }, (_, row) =>
    stickers.slice(row * COLUMNS, (row + 1) * COLUMNS),
  );
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-sticker-picker": RallyStickerPicker;
  }
}
