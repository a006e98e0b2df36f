import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { baseStyles, icon, mark, type IconName } from "../design/index.js";
import type { Device } from "../device/index.js";
import { shownCount } from "../localization/index.js";
import { paths, type Page } from "../navigation/index.js";
import "../people/rally-avatar.js";
import { Observing } from "../reactive/index.js";
import { session } from "../session/index.js";
import { deviceContext, Watching } from "../watching/index.js";
import { countsOf } from "./counts.js";
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

  private readonly counts = new Watching(this, () => {
    const database = this.device?.database;
    return database && (() => countsOf(database));
  });
  private readonly session = new Observing(this, () => session.state);

  static override styles = [baseStyles, navigationStyles];

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("device")) this.counts.restart();
  }

  override render(): TemplateResult {
    return html`<nav aria-label=${msg("Places")}>
      <a class="brand" href=${paths.home()} tabindex="-1" aria-hidden="true">${mark(2.25)}</a>
      <ul>
        ${this.places().map(place)}
      </ul>
      ${this.self()}
    </nav>`;
  }

  private places(): Place[] {
    const { name } = this.page;
    const { chats = 0, people = 0, notifications = 0 } = this.counts.value ?? {};
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
    return html`<a
      class="self"
      href=${paths.settings()}
      aria-label=${msg(str`${state.displayName}, your account`)}
      title=${state.displayName}
    >
      <rally-avatar person-id=${state.userId} .name=${state.displayName}></rally-avatar>
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
