import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { baseStyles, icon, mark, type IconName } from "../design/index.js";
import { totalUnread } from "../conversations/index.js";
import type { Device } from "../device/index.js";
import { readCircle } from "../friends/index.js";
import { shownCount } from "../localization/index.js";
import { paths, type Page } from "../navigation/index.js";
import { unreadNotifications } from "../notifications/index.js";
import { getPerson } from "../people/index.js";
import "../people/rally-avatar.js";
import { Observing } from "../reactive/index.js";
import { session } from "../session/index.js";
import { deviceContext, Watching } from "../watching/index.js";
import { navigationStyles } from "./navigation-styles.js";

interface Place {
  path: string;
  icon: IconName;
  label: string;
  current: boolean;
  count?: number | undefined;
  /** What the count says, for whoever does not see it. */
  counted?: string;
}

/** Past this a number says no more than that it is many. */
const MOST = 99;

/** The places of the app: a rail beside the page on wide screens, a bar below it on small ones. */
@customElement("rally-navigation")
@localized()
export class RallyNavigation extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) page: Page = { name: "conversations" };

  private readonly conversations = new Observing(this, () => this.device?.conversations);
  private readonly requests = new Watching(this, () => {
    const database = this.device?.database;
    return database && (async () => (await readCircle(database)).received.length);
  });
  private readonly notifications = new Watching(this, () => {
    const database = this.device?.database;
    return database && (() => unreadNotifications(database));
  });
  private readonly session = new Observing(this, () => session.state);
  private readonly own = new Watching(this, () => {
    const { device } = this;
    return device && (() => getPerson(device.database, device.userId));
  });

  static override styles = [baseStyles, navigationStyles];

  override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("device")) return;
    this.conversations.follow();
    this.requests.restart();
    this.notifications.restart();
    this.own.restart();
  }

  override render(): TemplateResult {
    return html`<nav aria-label=${msg("Places")}>
      <a class="brand" href=${paths.home()} tabindex="-1" aria-hidden="true">${mark(2.25)}</a>
      <ul role="list">
        ${this.places().map(place)}
      </ul>
      ${this.self()}
    </nav>`;
  }

  private places(): Place[] {
    const { name } = this.page;
    const chats = totalUnread(this.conversations.value?.value);
    const people = this.requests.value ?? 0;
    const notifications = this.notifications.value ?? 0;
    return [
      { path: paths.home(), icon: "house", label: msg("Home"), current: name === "home" },
      {
        path: paths.conversations(),
        icon: "messages",
        label: msg("Chats"),
        current: name === "conversations" || name === "conversation",
        count: chats,
        counted: msg(str`${shownCount(chats)} unread`),
      },
      {
        path: paths.people(),
        icon: "users",
        label: msg("People"),
        current: name === "people",
        count: people,
        counted: people === 1 ? msg("1 request") : msg(str`${people} requests`),
      },
      {
        path: paths.notifications(),
        icon: "bell",
        label: msg("Notifications"),
        current: location.pathname === paths.notifications(),
        count: notifications,
        counted: msg(str`${notifications} unread`),
      },
      {
        path: paths.settings(),
        icon: "settings",
        label: msg("Settings"),
        current: name === "settings",
      },
    ];
  }

  private self(): TemplateResult | typeof nothing {
    const state = this.session.value;
    if (!state || state.status === "signed-out") return nothing;
    const displayName = this.own.value?.displayName ?? state.displayName;
    return html`<a
      class="self"
      href=${paths.settings()}
      aria-label=${msg(str`${displayName}, your account`)}
      title=${displayName}
    >
      <rally-avatar
        person-id=${state.userId}
        .name=${displayName}
        .avatar=${this.own.value?.avatar}
      ></rally-avatar>
    </a>`;
  }
}

function place({ path, icon: drawing, label, current, count = 0, counted }: Place): TemplateResult {
  return html`<li>
    <a href=${path} aria-current=${current ? "page" : nothing}>
      <span class="picture">
        ${icon(drawing)}
        ${
          count > 0
            ? html`<span class="count" aria-hidden="true"
                >${count > MOST ? `${MOST}+` : count}</span
              >`
            : nothing
        }
      </span>
      <span class="label">${label}</span>
      ${count > 0 ? html`<span class="visually-hidden">${counted}</span>` : nothing}
    </a>
  </li>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-navigation": RallyNavigation;
  }
}
