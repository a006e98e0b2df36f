import { localized, msg, str } from "@lit/localize";
import { customEmojiName } from "@rally/shared/expressions";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, icon, searchFieldStyles, setStyle } from "../design/index.js";
import { customEmoji, customEmojiStyles, emojiTemplate } from "../expressions/index.js";
import { ObservableController } from "../observable/index.js";
import { emojiGroups, RECENT } from "./emoji-groups.js";
import { emojiPickerStyles } from "./emoji-picker-styles.js";
import {
  chooseSkinTone,
  loadEmoji,
  recentEmoji,
  rememberEmoji,
  SERVER_GROUP,
  searchEmoji,
  skinTone,
  skinTones,
  withSkinTone,
  type Emoji,
  type SkinTone,
} from "./index.js";
import { moveInGrid } from "./picker-keys.js";

/** Cells of a row; the styles have the same number. */
const COLUMNS = 8;
/** How far from the visible part a group is drawn: more than a page key moves. */
const NEAR = "400px 0px";
/** Results of a search that are shown. */
const RESULTS = 80;

/** Emoji under one heading. */
interface Section {
  id: number;
  title: string;
  symbol: string;
  emoji: readonly Emoji[];
}

/**
 * All emoji in groups, with a search, skin tones and the emoji that were chosen last on this device.
 * The arrow keys move in the grid; Enter in the search field chooses the first result.
 * @fires emoji-chosen - `detail` is `{emoji, more}`; `more`: with Shift, to choose another one.
 */
@customElement("rally-emoji-picker")
@localized()
export class RallyEmojiPicker extends LitElement {
  @state() private all: readonly Emoji[] | undefined;
  @state() private failed = false;
  @state() private typed = "";
  @state() private tonesOpen = false;
  @state() private shown: Emoji | undefined;
  @state() private currentGroup = RECENT;
  /** The groups that have come near the visible part; the others only take their place. */
  @state() private drawn: ReadonlySet<number> = new Set();
  @query("input[type=search]") private field!: HTMLInputElement | null;
  @query(".scroll") private scroller!: HTMLElement | null;
  private readonly tone = new ObservableController(this, () => skinTone);
  private recent: readonly string[] = [];
  private observer: IntersectionObserver | undefined;
  private loading: Promise<void> = Promise.resolve();
  /** The cell that Tab reaches. */
  private reachable: HTMLElement | undefined;

  static override styles = [
    baseStyles,
    buttonStyles,
    searchFieldStyles,
    customEmojiStyles,
    emojiPickerStyles,
  ];

  constructor() {
    super();
    // While it is open, emoji may be added and removed.
    const load = (): void => {
      this.loading = this.load();
    };
    new ObservableController(this, () => customEmoji, load);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.reset();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.observer?.disconnect();
    this.observer = undefined;
  }

  /** Shows all groups from their beginning. */
  reset(): void {
    this.typed = "";
    this.tonesOpen = false;
    this.shown = undefined;
    this.recent = recentEmoji();
    this.currentGroup = this.recent.length > 0 ? RECENT : 0;
    if (this.scroller) this.scroller.scrollTop = 0;
    this.requestUpdate();
  }

  /** Focuses the search field, or the first emoji, which opens no keyboard on a phone. */
  enter(target: "search" | "grid"): void {
    if (target === "search") this.field?.focus();
    else this.cells[0]?.[0]?.focus();
  }

  override updated(changed: PropertyValues): void {
    if (changed.has("tonesOpen") && this.tonesOpen) {
      this.renderRoot.querySelector<HTMLElement>("input:checked")?.focus();
    }
    this.observeGroups();
    if (!this.reachable?.isConnected) this.reach(this.cells[0]?.[0]);
  }

  override render(): TemplateResult {
    const sections = this.sections();
    const isSearch = this.typed.trim() !== "";
    return html`<div class="box">
        ${icon("search")}
        <input
          type="search"
          aria-label=${msg("Search emoji")}
          placeholder=${msg("Search emoji")}
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          enterkeyhint="done"
          .value=${this.typed}
          @input=${this.search}
          @keydown=${this.searchKeys}
        />
      </div>
      ${isSearch ? nothing : this.groupBar(sections)}
      <div class="scroll" @scroll=${this.followScroll}>
        <div
          role="grid"
          aria-label=${msg("Emoji")}
          @click=${this.pressed}
          @keydown=${this.gridKeys}
          @focusin=${this.entered}
          @pointerover=${this.entered}
        >
          ${sections.map((section) => this.section(section))}
        </div>
        ${this.empty(sections)}
      </div>
      <p class="visually-hidden" role="status">${isSearch ? this.spoken(sections) : nothing}</p>
      <div class="foot">
        ${this.tonesOpen ? this.tones() : html`<p class="preview">${this.preview()}</p>`}
        <button
          type="button"
          class="icon-button tone"
          aria-label=${msg("Skin tone")}
          aria-expanded=${this.tonesOpen ? "true" : "false"}
          @click=${() => {
            this.tonesOpen = !this.tonesOpen;
          }}
        >
          ${hand(this.tone.value ?? 0)}
        </button>
      </div>`;
  }

  /** All emoji at once would be two thousand elements. */
  private observeGroups(): void {
    const { scroller } = this;
    if (!scroller) return;
    this.observer ??= new IntersectionObserver(
      (entries) => {
        const near = entries.filter(({ isIntersecting }) => isIntersecting);
        const ids = near.map(({ target }) => Number((target as HTMLElement).dataset["group"]));
        if (ids.some((id) => !this.drawn.has(id))) this.drawn = new Set([...this.drawn, ...ids]);
      },
      { root: scroller, rootMargin: NEAR },
    );
    for (const group of scroller.querySelectorAll("[data-group]")) this.observer.observe(group);
  }

  private groupBar(sections: readonly Section[]): TemplateResult {
    return html`<nav class="groups" aria-label=${msg("Emoji groups")}>
      ${sections.map(
        ({ id, symbol, title }) =>
          html`<button
            type="button"
            class="icon-button"
            aria-label=${title}
            title=${title}
            aria-current=${id === this.currentGroup ? "true" : "false"}
            @click=${() => this.showGroup(id)}
          >
            ${id === RECENT ? icon("clock") : id === SERVER_GROUP ? icon("server") : symbol}
          </button>`,
      )}
    </nav>`;
  }

  private section({ id, title, emoji }: Section): TemplateResult {
    const rows = Array.from({ length: Math.ceil(emoji.length / COLUMNS) }, (_, row) =>
      emoji.slice(row * COLUMNS, (row + 1) * COLUMNS),
    );
    const isDrawn = this.drawn.has(id) || this.typed.trim() !== "";
    return html`<div
      role=${isDrawn ? "rowgroup" : "presentation"}
      data-group=${id}
      aria-label=${isDrawn ? title : nothing}
    >
      <h3 role="presentation">${title}</h3>
      ${
        isDrawn
          ? rows.map((row) => html`<div role="row">${row.map(this.cell)}</div>`)
          : html`<div class="place" ${setStyle({ "--rows": String(rows.length) })}></div>`
      }
    </div>`;
  }

  private readonly cell = (emoji: Emoji): TemplateResult =>
    html`<button
      type="button"
      role="gridcell"
      tabindex="-1"
      aria-label=${emoji.name}
      title=${emoji.name}
      .emoji=${emoji}
    >
      ${emojiTemplate(withSkinTone(emoji, this.tone.value ?? 0))}
    </button>`;

  private empty(sections: readonly Section[]): TemplateResult | typeof nothing {
    if (this.failed) {
      return html`<p class="note" role="alert">
        ${msg("Couldn't load the emoji.")}
        <button type="button" class="button" @click=${() => void this.load()}>
          ${msg("Try again")}
        </button>
      </p>`;
    }
    if (!this.all || sections.length > 0) return nothing;
    return html`<p class="note">
      ${msg(str`Nothing found for “${this.typed.trim()}”. Try another word.`)}
    </p>`;
  }

  private spoken(sections: readonly Section[]): string {
    const count = sections.reduce((sum, { emoji }) => sum + emoji.length, 0);
    if (count === 0) return msg("No results");
    return count === 1 ? msg("1 result") : msg(str`${count} results`);
  }

  private preview(): TemplateResult | string {
    const { shown } = this;
    if (!shown) return msg("Choose an emoji");
    const [shortcode] = shown.shortcodes;
    return html`<span class="large"
        >${emojiTemplate(withSkinTone(shown, this.tone.value ?? 0))}</span
      >
      <span class="names"
        ><b>${shown.name}</b
        >${shortcode === undefined ? nothing : html`<bdi>:${shortcode}:</bdi>`}</span
      >`;
  }

  private tones(): TemplateResult {
    const names = [
      msg("No skin tone"),
      msg("Light skin tone"),
      msg("Medium-light skin tone"),
      msg("Medium skin tone"),
      msg("Medium-dark skin tone"),
      msg("Dark skin tone"),
    ];
    return html`<fieldset @keydown=${this.toneKeys}>
      <legend class="visually-hidden">${msg("Skin tone")}</legend>
      ${skinTones.map(
        (_, tone) =>
          html`<label title=${names[tone] ?? nothing}>
            <input
              class="visually-hidden"
              type="radio"
              name="tone"
              aria-label=${names[tone] ?? nothing}
              .checked=${tone === (this.tone.value ?? 0)}
              @change=${() => chooseSkinTone(tone as SkinTone)}
              @click=${(event: MouseEvent) => {
                // The arrow keys click too, and only look.
                if (event.detail === 0) return;
                // The input is gone before it could fire its change.
                chooseSkinTone(tone as SkinTone);
                this.closeTones();
              }}
            />${hand(tone as SkinTone)}
          </label>`,
      )}
    </fieldset>`;
  }

  private sections(): Section[] {
    const { all = [], typed } = this;
    if (typed.trim() !== "") {
      const emoji = searchEmoji(all, typed, RESULTS);
      const title = msg("Results");
      return emoji.length > 0 ? [{ id: 0, symbol: "", title, emoji }] : [];
    }
    const groups = emojiGroups().map((group) => ({
      ...group,
      emoji: all.filter((one) => one.group === group.id),
    }));
    const recent = {
      ...{ id: RECENT, symbol: "", title: msg("Recent") },
      emoji: this.recent.filter(isThere).map((emoji) => known(all, emoji)),
    };
    return [recent, ...groups].filter(({ emoji }) => emoji.length > 0);
  }

  private get cells(): HTMLElement[][] {
    return [...this.renderRoot.querySelectorAll('[role="row"]')].map((row) => [
      ...row.querySelectorAll<HTMLElement>('[role="gridcell"]'),
    ]);
  }

  private async load(): Promise<void> {
    try {
      this.failed = false;
      this.all = await loadEmoji();
    } catch (error) {
      this.failed = true;
      console.error("failed to load the emoji", error);
    }
  }

  private reach(cell: HTMLElement | undefined): void {
    this.reachable?.setAttribute("tabindex", "-1");
    cell?.setAttribute("tabindex", "0");
    this.reachable = cell;
  }

  private readonly entered = ({ target, type }: Event): void => {
    const emoji = emojiOf(target);
    if (!emoji) return;
    this.shown = emoji;
    if (type === "focusin") this.reach(target as HTMLElement);
  };

  private readonly pressed = ({ target, shiftKey }: MouseEvent): void => {
    const emoji = emojiOf(target);
    if (emoji) this.choose(emoji, shiftKey);
  };

  /** The first result of the search, which may not be drawn or loaded yet. */
  private async chooseFirst(more: boolean): Promise<void> {
    await this.loading;
    if (this.typed.trim() === "") return;
    const [found] = searchEmoji(this.all ?? [], this.typed, 1);
    if (found) this.choose(found, more);
  }

  private choose(chosen: Emoji, more: boolean): void {
    const emoji = withSkinTone(chosen, this.tone.value ?? 0);
    rememberEmoji(emoji);
    this.dispatchEvent(new CustomEvent("emoji-chosen", { detail: { emoji, more } }));
  }

  private readonly search = (event: InputEvent): void => {
    this.typed = (event.target as HTMLInputElement).value;
    if (this.scroller) this.scroller.scrollTop = 0;
    [this.shown] = searchEmoji(this.all ?? [], this.typed, 1);
  };

  private readonly searchKeys = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const first = this.cells[0]?.[0];
    if (event.key === "ArrowDown") first?.focus();
    else if (event.key === "Enter") void this.chooseFirst(event.shiftKey);
    else return;
    event.preventDefault();
  };

  private readonly gridKeys = async (event: KeyboardEvent): Promise<void> => {
    if (event.key === "End" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.drawn = new Set(
        emojiGroups()
          .map(({ id }) => id)
          .concat(RECENT),
      );
      await this.updateComplete;
    }
    const target = event.target as HTMLElement;
    const to = moveInGrid(this.cells, target, event, this.matches(":dir(rtl)"));
    if (to === undefined) {
      this.typeIntoSearch(event);
      return;
    }
    event.preventDefault();
    if (to === "above") this.field?.focus();
    else {
      to.focus();
      to.scrollIntoView({ block: "nearest" });
    }
  };

  /** A letter in the grid continues the search; the browser types it into the field by itself. */
  private typeIntoSearch({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): void {
    const isCharacter = [...key].length === 1 && key !== " ";
    if (isCharacter && !ctrlKey && !metaKey && !altKey) this.field?.focus();
  }

  private readonly toneKeys = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.closeTones();
  };

  private closeTones(): void {
    this.tonesOpen = false;
    this.renderRoot.querySelector<HTMLElement>(".tone")?.focus();
  }

  private showGroup(id: number): void {
    const group = this.renderRoot.querySelector<HTMLElement>(`[data-group="${id}"]`);
    if (group && this.scroller) this.scroller.scrollTop = group.offsetTop;
    this.currentGroup = id;
  }

  private readonly followScroll = (): void => {
    const { scroller } = this;
    if (!scroller || this.typed.trim() !== "") return;
    const groups = [...scroller.querySelectorAll<HTMLElement>("[data-group]")];
    const current = groups.findLast(({ offsetTop }) => offsetTop <= scroller.scrollTop + 1);
    if (current) this.currentGroup = Number(current.dataset["group"]);
  };
}

type Cell = HTMLElement & { emoji: Emoji };

/** Whether an emoji that was chosen once can be chosen again: a custom one may have been removed. */
function isThere(emoji: string): boolean {
  const name = customEmojiName(emoji);
  return name === undefined || customEmoji.value.has(name);
}

/** A recent emoji, which has its skin tone already. */
function known(all: readonly Emoji[], emoji: string): Emoji {
  const plain = emoji.replace(/[\u{1F3FB}-\u{1F3FF}]/gu, "");
  const found = all.find((one) => one.emoji === emoji || one.emoji.replace("\uFE0F", "") === plain);
  const { group = 0, name = emoji, shortcodes = [], tags = "" } = found ?? {};
  return { emoji, group, name, shortcodes, tags, hasSkinTones: false };
}

/** The emoji of a cell, or of the picture in it. */
function emojiOf(target: EventTarget | undefined | null): Emoji | undefined {
  const cell = target instanceof Element ? target.closest<Cell>("[role=gridcell]") : undefined;
  return cell?.emoji;
}

function hand(tone: SkinTone): string {
  return withSkinTone({ emoji: "✋", hasSkinTones: true }, tone);
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-emoji-picker": RallyEmojiPicker;
  }
}
