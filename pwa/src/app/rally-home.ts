import { ContextProvider } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { baseStyles } from "../design/index.js";
import { openDevice, type Device } from "../device/index.js";
import { place } from "../missing-program/index.js";
import { prepareDates } from "../localization/index.js";
import { pageKey, router, type Page } from "../navigation/index.js";
import { deviceContext, Watching } from "../watching/index.js";
import { afterPaint, Observing } from "../reactive/index.js";
import { session } from "../session/index.js";
import { totalUnread } from "../conversations/index.js";
import { unreadBesideMessages } from "../notifications/index.js";
import { showTitle, showUnread } from "./document-title.js";
import { homeStyles } from "./home-styles.js";
import { forgetConversation, lastConversation, rememberConversation } from "./last-conversation.js";
import { RallyConversationList } from "../conversations/rally-conversation-list.js";
import { pageContent, paneOf, shownConversation } from "./page-content.js";
import "./rally-status-line.js";
import { twoPanes } from "./two-panes.js";
import { watchInstalling } from "../installing/index.js";

/** Milliseconds after which the device starts though nothing was painted: an empty page, a slow disk. */
const FIRST_PAINT_AT_MOST = 3_000;

/** The signed-in app: the list beside the page on wide screens, one of them on narrow ones. */
@customElement("rally-home")
@localized()
export class RallyHome extends LitElement {
  @property({ attribute: false }) userId = "";
  @state() private device: Device | undefined;
  /** After the first paint of the conversation that one reads: the list's turn. */
  @state() private listDue = false;
  /** After the list too; rooms, and what is not on the screen. */
  @state() private started = false;
  private readonly provider = new ContextProvider(this, { context: deviceContext });
  private readonly page = new Observing(this, () => router.page);
  private readonly panes = new Observing(this, () => twoPanes);
  private readonly conversations = new Observing(
    this,
    () => (this.listDue ? this.device?.conversations : undefined),
    () => {
      this.showBadge();
    },
  );
  private readonly others = new Watching(
    this,
    () => {
      const database = this.listDue ? this.device?.database : undefined;
      return database && (() => unreadBesideMessages(database));
    },
    () => {
      this.showBadge();
    },
  );
  private shownPage = "";
  private heading = { of: "", words: "" };
  private patience: ReturnType<typeof setTimeout> | undefined;

  static override styles = [baseStyles, homeStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    watchInstalling();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.leave();
    showUnread(0);
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("userId") && this.device?.userId !== this.userId) void this.enter(this.userId);
  }

  override render(): TemplateResult {
    const page = this.page.value ?? { name: "conversations" };
    const listOnly = page.name === "conversations" && !this.panes.value;
    const shown = shownConversation(page, this.userId);
    const places = page.name === "conversation" ? "places away" : "places";
    return html`
      <a class="skip" href="#main" @click=${this.skip}>${msg("Skip to content")}</a>
      <rally-status-line></rally-status-line>
      <div class=${places}>
        ${
          this.listDue
            ? place(
                "navigation",
                () => import("./rally-navigation.js"),
                html`<rally-navigation .page=${page}></rally-navigation>`,
                "part",
              )
            : nothing
        }
      </div>
      <div class="panes" @first-paint=${this.painted} data-pane=${paneOf(page)}>
        <div
          class="list"
          role=${listOnly ? "main" : "navigation"}
          aria-label=${msg("Conversations")}
          @page-focus=${this.focusPage}
        >
          ${
            this.listDue || shown === undefined
              ? html`<rally-conversation-list
                  .current=${shown}
                  .level=${listOnly ? 1 : 2}
                ></rally-conversation-list>`
              : nothing
          }
        </div>
        <div
          id="main"
          class="main"
          role=${listOnly ? "presentation" : "main"}
          tabindex="-1"
          @page-heading=${this.showHeading}
          @conversation-missing=${this.forgetMissing}
        >
          ${this.device && !listOnly ? pageContent(page, this.userId) : nothing}
        </div>
      </div>
    `;
  }

  override updated(): void {
    const page = this.page.value;
    if (!page || !this.device) return;
    const key = pageKey(page);
    if (key === this.shownPage) return;
    const first = this.shownPage === "";
    this.shownPage = key;
    if (page.name === "conversations") showTitle({ heading: "" });
    // What was on the screen already does not tell its name again.
    if (key === this.heading.of) showTitle({ heading: this.heading.words });
    if (!first) void this.moveFocus(page);
  }

  private async enter(userId: string): Promise<void> {
    this.leave();
    const opening = openDevice(session);
    prepareDates();
    const device = await opening.catch((error: unknown) => {
      // `databaseState` tells why, and the root shows it.
      console.error(error);
    });
    if (!device) return;
    if (!this.isConnected || this.userId !== userId) {
      device.close();
      return;
    }
    this.device = device;
    this.provider.setValue(device);
    this.patience = setTimeout(this.begin, FIRST_PAINT_AT_MOST);
  }

  /** What one reads is painted first, then the list, and then come rooms, and Yjs with them. */
  private readonly painted = (event: Event): void => {
    if (this.started) return;
    const list = event.target instanceof RallyConversationList;
    const next = list || !this.panes.value ? this.begin : this.showList;
    afterPaint(next);
  };

  private readonly showList = (): void => {
    if (this.listDue || !this.device) return;
    this.listDue = true;
    this.conversations.follow();
    this.others.restart();
  };

  private readonly begin = (): void => {
    clearTimeout(this.patience);
    if (this.started || !this.device) return;
    this.showList();
    this.started = true;
    this.device.start().catch(reportError);
  };

  /** Unread messages and what else waits, in the tab's title and on the app's icon. */
  private showBadge(): void {
    showUnread(totalUnread(this.conversations.value?.value) + (this.others.value ?? 0));
  }

  private leave(): void {
    clearTimeout(this.patience);
    this.started = false;
    this.listDue = false;
    this.device?.close();
    this.device = undefined;
    this.conversations.follow();
  }

  private readonly focusPage = (): void => {
    void this.moveFocus(router.page.value);
  };

  private readonly skip = (event: Event): void => {
    event.preventDefault();
    if (!this.renderRoot.querySelector(".main > *")) void this.moveFocus({ name: "conversations" });
    else this.renderRoot.querySelector<HTMLElement>("#main")?.focus();
  };

  private readonly showHeading = (event: CustomEvent<string>): void => {
    const { value: page } = router.page;
    this.heading = {
      of: shownConversation(page, this.userId) ?? pageKey(page),
      words: event.detail,
    };
    if (page.name === "conversation") rememberConversation(this.userId, page.id);
    if (page.name !== "conversations") showTitle({ heading: event.detail });
  };

  /** What was open last and is gone does not open again. */
  private readonly forgetMissing = ({ detail: id }: CustomEvent<string>): void => {
    if (lastConversation(this.userId) === id) forgetConversation(this.userId);
    this.requestUpdate();
  };

  /** A keyboard or a screen reader goes on where the eye does: in the page that just opened. */
  private async moveFocus(page: Page): Promise<void> {
    await this.updateComplete;
    if (page.name === "conversations") {
      this.renderRoot.querySelector("rally-conversation-list")?.focusCurrent();
      return;
    }
    const shown = this.renderRoot.querySelector<HTMLElement>(".main > *");
    if (!shown) {
      this.renderRoot.querySelector<HTMLElement>("#main")?.focus();
      return;
    }
    // A page that is still being fetched has nothing in it to focus.
    await customElements.whenDefined(shown.localName);
    await (shown as LitElement).updateComplete;
    if (shown.isConnected) shown.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-home": RallyHome;
  }
}
