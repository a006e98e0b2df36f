import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { baseStyles, buttonStyles, icon, pageStyles, sidePage } from "../design/index.js";
import type { Device } from "../device/index.js";
import { clockTime, dayLabel, dayOf, fullTime } from "../localization/index.js";
import { paths } from "../navigation/index.js";
import "../people/rally-avatar.js";
import { deviceContext, Watching } from "../watching/index.js";
import { listHeld, readAll, readSome, type NotificationView } from "./index.js";
import { iconOf, pathOf, sentenceOf } from "./notification-words.js";
import { notificationsPageStyles } from "./notifications-page-styles.js";

/** Notifications drawn at first, and more at each asking. */
const PAGE = 50;

/** All that happened that concerns one, the newest first, day by day; from this device alone. */
@customElement("rally-notifications-page")
@localized()
export class RallyNotificationsPage extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @state() private limit = PAGE;
  private readonly held = new Watching(this, () => {
    const { device, limit } = this;
    return device && (() => listHeld(device.database, limit));
  });

  static override styles = [baseStyles, buttonStyles, pageStyles, notificationsPageStyles];

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("device") || changed.has("limit")) this.held.restart();
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  override render(): TemplateResult {
    return sidePage(this, msg("Notifications"), html`<div>${this.content()}</div>`);
  }

  private content(): TemplateResult | typeof nothing {
    if (this.held.error) {
      return html`<p role="alert">${msg("Your notifications cannot be read.")}</p>`;
    }
    const { value } = this.held;
    if (!value) return nothing;
    if (value.rows.length === 0) return empty();
    return html`
      ${this.tools(value.unread)}
      ${byDay(value.rows).map(
        ([label, rows]) =>
          html`<section aria-label=${label}>
            <h2>${label}</h2>
            <ul role="list">
              ${repeat(rows, ({ id }) => id, this.entry)}
            </ul>
          </section>`,
      )}
      ${
        value.total > value.rows.length
          ? html`<button class="button more" @click=${this.showMore}>${msg("Show older")}</button>`
          : nothing
      }
    `;
  }

  private tools(unread: number): TemplateResult {
    return html`<div class="tools">
      <p role="status">
        ${
          unread === 0
            ? msg("You have seen everything.")
            : unread === 1
              ? msg("1 unread")
              : msg(str`${unread} unread`)
        }
      </p>
      ${
        unread === 0
          ? nothing
          : html`<button class="button" @click=${this.readEverything}>
              ${icon("checkCheck")}${msg("Mark all as read")}
            </button>`
      }
    </div>`;
  }

  private readonly entry = (view: NotificationView): TemplateResult => {
    const sentence = sentenceOf(view);
    const isUnread = view.unread === 1;
    return html`<li class=${isUnread ? "unread" : ""} @keydown=${this.moveAlong}>
      <a class="entry" href=${pathOf(view)} @click=${() => this.opened(view)}>
        ${picture(view)}
        <span class="what">
          <span class="sentence">
            ${isUnread ? html`<span class="visually-hidden">${msg("Unread:")}</span>` : nothing}
            ${sentence}
          </span>
          ${view.excerpt ? html`<p class="excerpt" dir="auto">${view.excerpt}</p>` : nothing}
        </span>
        <time datetime=${new Date(view.at).toISOString()} title=${fullTime(view.at)}
          >${clockTime(view.at)}</time
        >
      </a>
      ${
        isUnread
          ? html`<button
              class="icon-button read"
              aria-label=${msg(str`Mark as read: ${sentence}`)}
              title=${msg("Mark as read")}
              @click=${() => this.read(view)}
            >
              <span class="ball"></span>${icon("check")}
            </button>`
          : nothing
      }
    </li>`;
  };

  /** What is opened is read; of messages, as far as they were seen, which the conversation tells. */
  private opened(view: NotificationView): void {
    if (view.unread === 1 && view.kind !== "message") this.read(view);
  }

  private read(view: NotificationView): void {
    const { device } = this;
    if (device) readSome(device.database, [view]).catch(reportError);
  }

  private readonly readEverything = (): void => {
    const { device } = this;
    if (device) readAll(device.database).catch(reportError);
  };

  private readonly showMore = (): void => {
    this.limit += PAGE;
  };

  /** Arrow keys go from one to the next, as in the list of conversations. */
  private readonly moveAlong = (event: KeyboardEvent): void => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const entries = [...this.renderRoot.querySelectorAll<HTMLElement>("a.entry")];
    const line = (event.currentTarget as HTMLElement).querySelector<HTMLElement>("a.entry");
    const at = line ? entries.indexOf(line) : -1;
    const next = entries[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
}

function byDay(rows: readonly NotificationView[]): [label: string, rows: NotificationView[]][] {
  const days = new Map<number, NotificationView[]>();
  for (const row of rows) {
    const day = dayOf(row.at);
    days.set(day, [...(days.get(day) ?? []), row]);
  }
  return [...days].map(([day, those]) => [dayLabel(day), those]);
}

function picture(view: NotificationView): TemplateResult {
  const { from } = view;
  if (!from) return html`<span class="alone">${icon(iconOf(view))}</span>`;
  return html`<span class="picture">
    <rally-avatar
      person-id=${from.id}
      .name=${from.displayName}
      .avatar=${from.avatar}
    ></rally-avatar>
    <span class="kind">${icon(iconOf(view))}</span>
  </span>`;
}

function empty(): TemplateResult {
  return html`<div class="empty">
    <div class="court">${icon("bell")}</div>
    <h2>${msg("Nothing yet, and nothing missed")}</h2>
    <p>
      ${msg("When somebody writes to you, mentions you or asks to be your friend, it shows here, on all your devices.")}
    </p>
    <a class="button" href=${paths.people()}>${msg("Find somebody")}</a>
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-notifications-page": RallyNotificationsPage;
  }
}
