import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { baseStyles, buttonStyles, icon, pageStyles } from "../design/index.js";
import { deviceContext, LiveQueryController, type Device } from "../device/index.js";
import { clockTime, dayLabel, dayOf, fullTime } from "../localization/index.js";
import { pathTo, sidePage } from "../navigation/index.js";
import "../people/rally-avatar.js";
import { listHeld, readAll, readSome, type NotificationView } from "./index.js";
import { excerptOf, iconOf, pathOf, sentenceOf } from "./notification-text.js";
import { notificationsPageStyles } from "./notifications-page-styles.js";

/** The number of notifications shown at first, and added by "Show older". */
const PAGE = 50;

/** All notifications, newest first and grouped by day; read from this device only. */
@customElement("rally-notifications-page")
@localized()
export class RallyNotificationsPage extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @state() private limit = PAGE;
  private readonly stored = new LiveQueryController(this, () => {
    const { device, limit } = this;
    return device && (() => listHeld(device.database, limit));
  });

  static override styles = [baseStyles, buttonStyles, pageStyles, notificationsPageStyles];

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("device") || changed.has("limit")) this.stored.restart();
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  override render(): TemplateResult {
    return sidePage(this, msg("Notifications"), html`<div>${this.content()}</div>`);
  }

  private content(): TemplateResult | typeof nothing {
    if (this.stored.error) {
      return html`<p role="alert">
        ${msg("Couldn't load your notifications. Reload Rally to try again.")}
      </p>`;
    }
    const { value } = this.stored;
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
            ? msg("You're all caught up.")
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
    const excerpt = excerptOf(view);
    const isUnread = view.unread === 1;
    return html`<li class=${isUnread ? "unread" : ""} @keydown=${this.moveAlong}>
      <a class="entry" href=${pathOf(view)} @click=${() => this.opened(view)}>
        ${picture(view)}
        <span class="what">
          <span class="sentence">
            ${isUnread ? html`<span class="visually-hidden">${msg("Unread:")}</span>` : nothing}
            ${sentence}
          </span>
          ${excerpt ? html`<p class="excerpt" dir="auto">${excerpt}</p>` : nothing}
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
              @click=${(event: Event) => {
                // The button goes: the keyboard goes on from its entry.
                entryBeside(event).focus();
                this.read(view);
              }}
            >
              <span class="ball"></span>${icon("check")}
            </button>`
          : nothing
      }
    </li>`;
  };

  /** Opening a notification marks it as read. */
  private opened(view: NotificationView): void {
    if (view.unread === 1) this.read(view);
  }

  private read(view: NotificationView): void {
    const { device } = this;
    if (device) readSome(device.database, [view]).catch(reportError);
  }

  private readonly readEverything = (): void => {
    const { device } = this;
    if (device) readAll(device.database).catch(reportError);
    // The button goes.
    this.focus();
  };

  private readonly showMore = (): void => {
    this.limit += PAGE;
  };

  /** Arrow keys move between the notifications, as in the list of conversations. */
  private readonly moveAlong = (event: KeyboardEvent): void => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const entries = [...this.renderRoot.querySelectorAll<HTMLElement>("a.entry")];
    const at = entries.indexOf(entryBeside(event));
    const next = entries[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
}

/** The link of the entry in which something happened. */
function entryBeside({ currentTarget }: Event): HTMLElement {
  const line = (currentTarget as HTMLElement).closest("li");
  return line?.querySelector<HTMLElement>("a.entry") ?? (currentTarget as HTMLElement);
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
    <h2>${msg("No notifications yet")}</h2>
    <p>
      ${msg("When someone mentions you, accepts your friend request or adds you to a group, you'll see it here.")}
    </p>
    <a class="button" href=${pathTo("people")}>${msg("Find people")}</a>
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-notifications-page": RallyNotificationsPage;
  }
}
