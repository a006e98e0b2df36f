import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { baseStyles, icon, mark } from "../design/index.js";
import { deviceContext, LiveQueryController, type Device } from "../device/index.js";
import { requestCountLabel } from "../relationships/index.js";
import { shownCount } from "../localization/index.js";
import { pathTo, placesOf, type Page, type PageName, type Place } from "../navigation/index.js";
import { getPerson } from "../people/index.js";
import "../people/rally-avatar.js";
import { ObservableController } from "../observable/index.js";
import { session } from "../session/index.js";
import { showUnread } from "./document-title.js";
import { navigationStyles } from "./navigation-styles.js";
import { placeCounts, readStoredCounts, type PlaceCounts } from "./place-counts.js";

/** The badge of a navigation entry. */
interface Count {
  count: number;
  /** The count as text, for screen readers. */
  words: string;
}

/** Higher counts are shown as "99+". */
const MOST = 99;

/** The app's navigation: a rail beside the page on wide screens, a bar below it on small ones. */
@customElement("rally-navigation")
@localized()
export class RallyNavigation extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) page: Page = { name: "conversations" };

  private readonly conversations = new ObservableController(this, () => this.device?.conversations);
  private readonly stored = new LiveQueryController(this, () => {
    const database = this.device?.database;
    return database && (() => readStoredCounts(database));
  });
  private readonly session = new ObservableController(this, () => session.state);
  private readonly own = new LiveQueryController(this, () => {
    const { device } = this;
    return device && (() => getPerson(device.database, device.userId));
  });

  static override styles = [baseStyles, navigationStyles];

  override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("device")) return;
    this.conversations.follow();
    this.stored.restart();
    this.own.restart();
  }

  override render(): TemplateResult {
    const counts = inWords(this.counts);
    return html`<nav aria-label=${msg("Main")}>
      <a class="brand" href=${pathTo("home")} tabindex="-1" aria-hidden="true">${mark(2.25)}</a>
      <ul role="list">
        ${placesOf(this.page).map((shown) => place(shown, counts[shown.name]))}
      </ul>
      ${this.self()}
    </nav>`;
  }

  /** The tab's title and the app's icon show the sum. */
  override updated(): void {
    const { chats, people, notifications } = this.counts;
    showUnread(chats + people + notifications);
  }

  private get counts(): PlaceCounts {
    return placeCounts(this.conversations.value?.value, this.stored.value);
  }

  private self(): TemplateResult | typeof nothing {
    const state = this.session.value;
    if (!state || state.status === "signed-out") return nothing;
    const displayName = this.own.value?.displayName ?? state.displayName;
    return html`<a
      class="self"
      href=${pathTo("settings", { section: "profile" })}
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

function inWords({ chats, people, notifications }: PlaceCounts): Partial<Record<PageName, Count>> {
  return {
    conversations: { count: chats, words: msg(str`${shownCount(chats)} unread`) },
    people: { count: people, words: requestCountLabel(people) },
    notifications: { count: notifications, words: msg(str`${notifications} unread`) },
  };
}

function place(
  { name, navigation, isCurrent }: Place,
  { count, words }: Count = { count: 0, words: "" },
): TemplateResult {
  return html`<li>
    <a href=${pathTo(name)} aria-current=${isCurrent ? "page" : nothing}>
      <span class="picture">
        ${icon(navigation.icon)}
        ${
          count > 0
            ? html`<span class="count" aria-hidden="true"
                >${count > MOST ? `${MOST}+` : count}</span
              >`
            : nothing
        }
      </span>
      <span class="label">${navigation.label()}</span>
      ${count > 0 ? html`<span class="visually-hidden">${words}</span>` : nothing}
    </a>
  </li>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-navigation": RallyNavigation;
  }
}
