import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import { listEmoji, removeEmoji, type CustomEmoji } from "@rally/shared/expressions";
import { limits } from "@rally/shared/limits";
import { picturePath } from "@rally/shared/people";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import {
  baseStyles,
  buttonStyles,
  emptyState,
  emptyStateStyles,
  icon,
  searchFieldStyles,
} from "../design/index.js";
import type { RallyConfirmDialog } from "../design/rally-confirm-dialog.js";
import "../design/rally-confirm-dialog.js";
import { deviceContext, type Device } from "../device/index.js";
import { reportUnlessClosed } from "../database/index.js";
import { PagedList, pagedListStyles } from "../forms/index.js";
import { expressionListStyles } from "./expression-list-styles.js";
import { pullExpressions } from "./pull-expressions.js";
import "./rally-new-emoji.js";

/** Emoji above which the list has a search. */
const SEARCHABLE = 8;

/** The server's emoji for its admins: a form for a new one, and the list, each with a button that removes it. */
@customElement("rally-server-emoji")
@localized()
export class RallyServerEmoji extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  /** The emoji that the dialog asks about. */
  @state() private asked: CustomEmoji | undefined;
  @state() private wanted = "";
  @query("rally-confirm-dialog") private dialog!: RallyConfirmDialog;
  private readonly list = new PagedList<CustomEmoji>(this, () => this.read());

  static override styles = [
    baseStyles,
    buttonStyles,
    emptyStateStyles,
    pagedListStyles,
    searchFieldStyles,
    expressionListStyles,
    css`
      .box {
        margin-block-end: var(--space-sm);
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("device")) this.list.restart();
  }

  override render(): TemplateResult {
    const { rows = [] } = this.list;
    return html`<section>
        <h2>${msg("Add an emoji")}</h2>
        <rally-new-emoji .device=${this.device} @expression-added=${this.changed}></rally-new-emoji>
      </section>
      <section>
        <div class="head">
          <h2>${msg("Emoji of this server")}</h2>
          ${rows.length > 0 ? html`<span>${msg(str`${rows.length} of ${limits.customEmoji}`)}</span>` : nothing}
        </div>
        ${this.list.problem()} ${rows.length > SEARCHABLE ? this.search() : nothing}
        ${this.list.rows && this.content(rows)}
      </section>
      <rally-confirm-dialog
        .heading=${msg(str`Remove ${`:${this.asked?.name ?? ""}:`}?`)}
        .action=${msg("Remove")}
      >
        ${msg("Messages and reactions that have it show its name instead.")}
      </rally-confirm-dialog>`;
  }

  private search(): TemplateResult {
    return html`<div class="box">
      ${icon("search")}
      <input
        type="search"
        aria-label=${msg("Search emoji")}
        placeholder=${msg("Search emoji")}
        autocomplete="off"
        autocapitalize="none"
        spellcheck="false"
        .value=${this.wanted}
        @input=${({ target }: InputEvent) => {
          this.wanted = (target as HTMLInputElement).value;
        }}
      />
    </div>`;
  }

  private content(rows: readonly CustomEmoji[]): TemplateResult {
    if (rows.length === 0) {
      return emptyState({
        icon: "smile",
        heading: msg("No emoji of your own yet"),
        words: msg("Add the first one above. Everyone finds it in the emoji picker."),
      });
    }
    const wanted = this.wanted.trim().toLowerCase().replaceAll(":", "");
    const found = rows.filter(({ name }) => name.includes(wanted));
    if (found.length === 0) return html`<p class="none">${msg("No results")}</p>`;
    return html`<ul role="list">
      ${found.map((emoji) => this.line(emoji))}
    </ul>`;
  }

  private line(emoji: CustomEmoji): TemplateResult {
    const { name, picture } = emoji;
    return html`<li>
      <img src=${picturePath(picture, 64)} alt="" loading="lazy" />
      <bdi dir="ltr">:${name}:</bdi>
      <button
        type="button"
        class="icon-button"
        aria-label=${msg(str`Remove ${name}`)}
        title=${msg(str`Remove ${name}`)}
        @click=${() => this.ask(emoji)}
      >
        ${icon("trash")}
      </button>
    </li>`;
  }

  private async ask(emoji: CustomEmoji): Promise<void> {
    this.asked = emoji;
    if (!(await this.dialog.ask())) return;
    const { name } = emoji;
    this.list.run(async () => {
      await this.device?.session.call(removeEmoji, { params: { name } });
      this.list.remove((one) => one.name === name);
      this.refreshDevice();
    });
  }

  private readonly changed = (): void => {
    this.list.restart();
    this.refreshDevice();
  };

  /** This device need not wait for the next poke. */
  private refreshDevice(): void {
    const { device } = this;
    if (!device) return;
    pullExpressions(device.database, device.session.call).catch(reportUnlessClosed);
  }

  private async read() {
    if (!this.device) return { data: [], meta: {} };
    const { data } = await this.device.session.call(listEmoji);
    return { data, meta: {} };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-server-emoji": RallyServerEmoji;
  }
}
