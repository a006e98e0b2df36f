import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import { RallyError } from "@rally/shared/errors";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import "../conversations/rally-conversation-item.js";
import { reportUnlessClosed } from "../database/index.js";
import { baseStyles, buttonStyles } from "../design/index.js";
import type { Device } from "../device/index.js";
import { NetworkError } from "../http/index.js";
import { readCircle } from "../friends/index.js";
import { shownCount } from "../localization/index.js";
import { paths } from "../navigation/index.js";
import { unreadNews } from "../notifications/index.js";
import "../notifications/rally-news.js";
import "../people/rally-friend-requests.js";
import { Observing } from "../reactive/index.js";
import { session } from "../session/index.js";
import { deviceContext, Watching } from "../watching/index.js";
import { courtView } from "./court-view.js";
import { greeting } from "./greeting.js";
import { homePageStyles } from "./home-page-styles.js";
import "./rally-first-serves.js";
import "./rally-friends-here.js";
import { askHome, toldHome } from "./told.js";
import { unreadOf } from "./unread.js";

/** Unread conversations shown; the rest is one tap away. */
const MOST = 8;

/**
 * What is new, who is here, and what to do next: from this device first, then as the server tells.
 * @fires page-heading - `detail` is what the page is called.
 */
@customElement("rally-home-page")
@localized()
export class RallyHomePage extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;

  private readonly all = new Observing(this, () => this.device?.conversations);
  private readonly requests = new Watching(this, () => {
    const database = this.device?.database;
    return database && (async () => (await readCircle(database)).received);
  });
  private readonly news = new Watching(this, () => {
    const database = this.device?.database;
    return database && (() => unreadNews(database, MOST));
  });
  private readonly told = new Watching(this, () => {
    const database = this.device?.database;
    return database && (async () => (await toldHome(database)) ?? null);
  });
  /** One's own rows moved: a friend more, a request. */
  private readonly version = new Watching(
    this,
    () => {
      const database = this.device?.database;
      return database && (() => database.getMeta("userVersion"));
    },
    () => {
      this.ask().catch(reportUnlessClosed);
    },
  );
  private readonly session = new Observing(this, () => session.state);
  private readonly presence = new Observing(this, () => this.device?.presence);
  private readonly connection = new Observing(
    this,
    () => this.device?.connection,
    ({ status }) => {
      if (status === "online") this.ask().catch(reportUnlessClosed);
    },
  );
  private isAsking = false;

  static override styles = [baseStyles, buttonStyles, homePageStyles];

  override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("device")) return;
    for (const watching of [this.requests, this.news, this.told, this.version]) watching.restart();
    this.all.follow();
    this.presence.follow();
    this.connection.follow();
  }

  override firstUpdated(): void {
    const detail = msg("Home");
    this.dispatchEvent(new CustomEvent("page-heading", { detail, bubbles: true, composed: true }));
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  override render(): TemplateResult {
    const isNew = this.told.value?.friends?.total === 0;
    return html`<div class="scroll">
      <header>
        ${courtView()}
        <div class="welcome">
          <h1 tabindex="-1">${greeting(this.name, new Date().getHours())}</h1>
          <p>${this.summary()}</p>
        </div>
      </header>
      <div class="parts ${isNew ? "new" : ""}">
        ${isNew ? html`<rally-first-serves></rally-first-serves>` : nothing} ${this.conversations()}
        ${this.asking()} ${this.friends()} ${this.newest()}
      </div>
    </div>`;
  }

  private get unread(): ReturnType<typeof unreadOf> | undefined {
    const all = this.all.value?.value;
    return all && unreadOf(all, MOST);
  }

  private get name(): string {
    const state = this.session.value;
    return state && state.status !== "signed-out" ? state.displayName : "";
  }

  private summary(): string {
    const messages = this.unread?.messages;
    if (messages === undefined) return "";
    if (messages === 0) return msg("You have read everything. The court is yours.");
    return messages === 1
      ? msg("1 message waits for you.")
      : msg(str`${shownCount(messages)} messages wait for you.`);
  }

  private conversations(): TemplateResult | typeof nothing {
    const { unread } = this;
    if (!unread || unread.shown.length === 0) return nothing;
    return html`<section class="conversations" aria-labelledby="unread">
      <div class="title">
        <h2 id="unread">${msg("Your turn")}</h2>
        <a href=${paths.conversations()}
          >${unread.more > 0 ? msg(str`${unread.more} more`) : msg("All chats")}</a
        >
      </div>
      <ul role="list" class="card list">
        ${unread.shown.map(
          (conversation) =>
            html`<li>
              <rally-conversation-item
                .conversation=${conversation}
                .ownId=${this.device?.userId ?? ""}
                presence=${(conversation.partner && this.presence.value?.get(conversation.partner.id)) ?? "offline"}
              ></rally-conversation-item>
            </li>`,
        )}
      </ul>
    </section>`;
  }

  private friends(): TemplateResult | typeof nothing {
    const friends = this.told.value?.friends;
    if (!friends || friends.total === 0) return nothing;
    return html`<section class="friends" aria-labelledby="friends">
      <div class="title">
        <h2 id="friends">${msg("Friends")}</h2>
        <a href=${paths.people()}>${msg(str`All ${friends.total}`)}</a>
      </div>
      <rally-friends-here class="card" .friends=${friends}></rally-friends-here>
    </section>`;
  }

  private asking(): TemplateResult | typeof nothing {
    const requests = this.requests.value ?? [];
    if (requests.length === 0) return nothing;
    return html`<section class="requests" aria-labelledby="requests">
      <div class="title">
        <h2 id="requests">${msg("Would like to be your friend")}</h2>
        <a href=${paths.people("requests")}>${msg("All requests")}</a>
      </div>
      <rally-friend-requests
        class="card"
        .requests=${requests.slice(0, MOST)}
      ></rally-friend-requests>
    </section>`;
  }

  private newest(): TemplateResult | typeof nothing {
    const news = this.news.value ?? [];
    if (news.length === 0) return nothing;
    return html`<section class="news" aria-labelledby="news">
      <div class="title">
        <h2 id="news">${msg("News")}</h2>
        <a href=${paths.notifications()}>${msg("All notifications")}</a>
      </div>
      <rally-news class="card" .news=${news}></rally-news>
    </section>`;
  }

  /** What cannot be asked for now is asked for when the connection is back. */
  private async ask(): Promise<void> {
    const { device } = this;
    if (!device || this.isAsking || device.connection.value.status !== "online") return;
    this.isAsking = true;
    try {
      await askHome(device.database, device.session.call);
    } catch (error) {
      if (!(error instanceof NetworkError || error instanceof RallyError)) throw error;
    } finally {
      this.isAsking = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-home-page": RallyHomePage;
  }
}
