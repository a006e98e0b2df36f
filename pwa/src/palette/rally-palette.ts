import "@awesome.me/webawesome/dist/components/dialog/dialog.js";
import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import { reportUnlessClosed } from "../database/index.js";
import {
  baseStyles,
  buttonStyles,
  DialogController,
  dialogStyles,
  icon,
  untilReleased,
} from "../design/index.js";
import { deviceContext, type Device } from "../device/index.js";
import { paletteSources } from "./palette-sources.js";
import { searchDevice, searchServer, type PaletteGroup } from "./palette-search.js";
import type { PaletteItem, PaletteSource } from "./palette-source.js";
import { paletteStyles } from "./palette-styles.js";

/** Milliseconds without a key after which the server is asked too. */
const DEBOUNCE_MS = 180;

/**
 * The dialog that finds chats, people, commands and pages: on this device at once, then on the
 * server. An item that was chosen may fire the events of `OverlayEvent`.
 */
@customElement("rally-palette")
@localized()
export class RallyPalette extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) sources: readonly PaletteSource[] = paletteSources;

  @state() private text = "";
  @state() private groups: readonly PaletteGroup[] = [];
  /** The text that `groups` answer. */
  @state() private answered: string | undefined;
  @state() private isOffline = false;
  @state() private activeId: string | undefined;
  private readonly modal = new DialogController(this);
  private searching: Promise<void> = Promise.resolve();
  private held: Promise<void> | undefined;
  private debounce: ReturnType<typeof setTimeout> | undefined;
  private latest = 0;

  static override styles = [baseStyles, buttonStyles, dialogStyles, paletteStyles];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.debounce);
  }

  /** Opens it, or closes it when it is open. */
  show(): void {
    if (this.modal.open) {
      this.hide();
      return;
    }
    this.modal.show();
    this.search("");
  }

  hide(): void {
    this.modal.hide();
  }

  override render(): TemplateResult {
    return html`${keyed(this.modal.element, this.dialog())}`;
  }

  private dialog(): TemplateResult {
    return html`<wa-dialog
      without-header
      light-dismiss
      label=${msg("Search")}
      ?open=${this.modal.open}
      @wa-after-hide=${this.closed}
    >
      ${this.modal.filled ? this.content() : nothing}
    </wa-dialog>`;
  }

  // A dialog that is opened to type into takes the keys at once, before it has faded in.
  /* eslint-disable lit-a11y/no-autofocus */
  private content(): TemplateResult {
    const isEmpty = this.groups.length === 0;
    return html`<div class="palette">
      <div class="field">
        ${icon("search")}
        <input
          autofocus
          type="text"
          role="combobox"
          aria-label=${msg("Search chats, people and commands")}
          placeholder=${msg("Search chats, people and commands")}
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          enterkeyhint="go"
          aria-autocomplete="list"
          aria-expanded=${isEmpty ? "false" : "true"}
          aria-controls="results"
          aria-activedescendant=${this.activeId ?? nothing}
          .value=${this.text}
          @input=${this.typed}
          @keydown=${this.steer}
        />
        <button class="icon-button" aria-label=${msg("Close")} @click=${() => this.hide()}>
          ${icon("x")}
        </button>
      </div>
      <div
        id="results"
        class="results"
        role="listbox"
        aria-label=${msg("Results")}
        ?hidden=${isEmpty}
        @pointerdown=${this.hold}
      >
        ${this.groups.map(this.group)}
      </div>
      ${
        isEmpty
          ? html`<p class="nothing">
              ${
                this.answered === undefined
                  ? nothing
                  : msg(str`Nothing found for “${this.answered}”. Try another word.`)
              }
            </p>`
          : nothing
      }
      <div>
        <p class="visually-hidden" role="status">${this.spoken()}</p>
        ${
          this.isOffline
            ? html`<p class="note">
                ${msg("You're offline. Only what's saved on this device is searched.")}
              </p>`
            : nothing
        }
        <p class="hints" aria-hidden="true">
          <span>↑ ↓ ${msg("to move")}</span><span>${msg("Enter")} ${msg("to open")}</span
          ><span>${msg("Esc")} ${msg("to close")}</span>
        </p>
      </div>
    </div>`;
  }
  /* eslint-enable lit-a11y/no-autofocus */

  private readonly group = ({ source, items }: PaletteGroup): TemplateResult =>
    html`<div role="group" aria-labelledby="group-${source.id}">
      <h3 id="group-${source.id}" role="presentation">${source.heading()}</h3>
      ${items.map(this.option)}
    </div>`;

  // The keys are the combobox's: focus never leaves it.
  /* eslint-disable lit-a11y/click-events-have-key-events */
  private readonly option = (item: PaletteItem): TemplateResult =>
    html`<div
      id=${item.id}
      class="option"
      role="option"
      aria-selected=${item.id === this.activeId ? "true" : "false"}
      @click=${() => this.choose(item)}
      @pointermove=${() => {
        this.activeId = item.id;
      }}
    >
      <span class="picture">${item.picture()}</span>
      <span class="label" dir="auto">${item.label}</span>
      ${item.detail === undefined ? nothing : html`<span class="detail">${item.detail}</span>`}
    </div>`;
  /* eslint-enable lit-a11y/click-events-have-key-events */

  private get items(): PaletteItem[] {
    return this.groups.flatMap(({ items }) => items);
  }

  private spoken(): string {
    if (!this.answered?.trim()) return "";
    const count = this.items.length;
    if (count === 0) return msg("No results");
    return count === 1 ? msg("1 result") : msg(str`${count} results`);
  }

  private readonly typed = (event: InputEvent): void => {
    this.search((event.target as HTMLInputElement).value);
  };

  private search(text: string): void {
    const { device } = this;
    this.text = text;
    const asked = (this.latest += 1);
    clearTimeout(this.debounce);
    if (!device) return;
    this.searching = this.searchHere(text, asked, device).catch(reportUnlessClosed);
    if (!text.trim()) return;
    this.debounce = setTimeout(() => {
      this.searchThere(text, asked, device).catch(reportUnlessClosed);
    }, DEBOUNCE_MS);
  }

  private async searchHere(text: string, asked: number, device: Device): Promise<void> {
    const groups = await searchDevice(this.sources, text, device);
    if (asked !== this.latest) return;
    this.groups = groups;
    this.answered = text;
    this.isOffline = false;
    this.activeId = this.items[0]?.id;
  }

  private async searchThere(text: string, asked: number, device: Device): Promise<void> {
    await this.searching;
    const found = await searchServer(this.sources, text, device, this.groups);
    await this.held;
    if (asked !== this.latest) return;
    this.groups = found.groups;
    this.isOffline = found.isOffline;
    this.activeId ??= this.items[0]?.id;
  }

  private readonly hold = ({ button }: PointerEvent): void => {
    if (button === 0) this.held = untilReleased();
  };

  private readonly steer = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const { items } = this;
    const at = items.findIndex(({ id }) => id === this.activeId);
    if (event.key === "ArrowDown") this.moveTo(items[at + 1] ?? items[0]);
    else if (event.key === "ArrowUp") this.moveTo(items[at - 1] ?? items.at(-1));
    else if (event.key === "Enter") void this.chooseActive();
    else return;
    event.preventDefault();
  };

  private moveTo(item: PaletteItem | undefined): void {
    this.activeId = item?.id;
    void this.updateComplete.then(() => {
      const option = this.renderRoot.querySelector("[aria-selected=true]");
      // The first one takes its group's heading with it.
      const shown =
        option?.previousElementSibling?.localName === "h3" ? option.parentElement : option;
      shown?.scrollIntoView({ block: "nearest" });
    });
  }

  /** Chooses among what answers the whole text, however fast it was typed. */
  private async chooseActive(): Promise<void> {
    await this.searching;
    const active = this.items.find(({ id }) => id === this.activeId);
    if (active) await this.choose(active);
  }

  private async choose(item: PaletteItem): Promise<void> {
    const { device, modal } = this;
    if (!device) return;
    await modal.replace();
    modal.focusOpener();
    await item.run({
      device,
      open: (name) => {
        this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true }));
      },
    });
  }

  private readonly closed = (): void => {
    clearTimeout(this.debounce);
    this.latest += 1;
    this.modal.hidden();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-palette": RallyPalette;
  }
}
