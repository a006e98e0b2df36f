import { ContextProvider } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { baseStyles } from "../design/index.js";
import { type Device, deviceContext } from "../device/index.js";
import { chunkPlace } from "../chunk-loading/index.js";
import { prepareDates } from "../localization/index.js";
import { entryOf, pageKey, router, hasTwoPanes, type Page } from "../navigation/index.js";
import { afterPaint, ObservableController } from "../observable/index.js";
import { session } from "../session/index.js";
import { showTitle, showUnread } from "./document-title.js";
import { homeStyles } from "./home-styles.js";
import { forgetConversation, lastConversation, rememberConversation } from "./last-conversation.js";
import { RallyConversationList } from "../conversations/rally-conversation-list.js";
import { openDevice } from "./open-device.js";
import { Overlays } from "./overlays.js";
import { pageContent, paneOf, shownConversation } from "./page-content.js";
import { pageSections } from "./page-element.js";
import "./rally-status-line.js";
import { watchInstallOffer } from "../service-worker/index.js";

/** Milliseconds after which the device starts even if nothing was painted (empty page, slow disk). */
const FIRST_PAINT_TIMEOUT_MS = 3_000;

/** The signed-in app: the list beside the page on wide screens, one of them on narrow ones. */
@customElement("rally-home")
@localized()
export class RallyHome extends LitElement {
  @property({ attribute: false }) userId = "";
  @state() private device: Device | undefined;
  /** Set after the first paint of the conversation: the list is rendered next. */
  @state() private listDue = false;
  /** Set after the paint of the list: background work has started. */
  @state() private started = false;
  private readonly provider = new ContextProvider(this, { context: deviceContext });
  private readonly page = new ObservableController(this, () => router.page);
  private readonly panes = new ObservableController(this, () => hasTwoPanes);
  private readonly overlays = new Overlays(this);
  private shownPage = "";
  private heading = { of: "", words: "" };
  private startTimer: ReturnType<typeof setTimeout> | undefined;

  static override styles = [baseStyles, homeStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    watchInstallOffer();
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
    const pane = paneOf(page);
    const listOnly = pane === "list" && !this.panes.value;
    const sections = this.device && (this.panes.value || listOnly) ? pageSections(page) : undefined;
    const shown = shownConversation(page, this.userId);
    const places =
      page.name === "conversation" || page.name === "message" ? "places away" : "places";
    return html`
      <a class="skip" href="#main" @click=${this.skip}>${msg("Skip to content")}</a>
      <rally-status-line></rally-status-line>
      <div class=${places}>
        ${
          this.listDue
            ? chunkPlace(
                "navigation",
                () => import("./rally-navigation.js"),
                html`<rally-navigation .page=${page}></rally-navigation>`,
                "part",
              )
            : nothing
        }
      </div>
      <div class="panes" @first-paint=${this.painted} data-pane=${pane}>
        <div
          class="list"
          role=${listOnly ? "main" : "navigation"}
          aria-label=${sections ? entryOf(page).title() : msg("Your chats")}
          @page-focus=${this.focusPage}
        >
          ${sections ?? nothing}
          ${
            this.listDue || shown === undefined
              ? html`<rally-conversation-list
                  ?hidden=${sections !== undefined}
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
      <div @page-focus=${this.focusPage}>${this.overlays.render()}</div>
    `;
  }

  override updated(): void {
    const page = this.page.value;
    if (!page || !this.device) return;
    const key = pageKey(page);
    if (key === this.shownPage) return;
    const first = this.shownPage === "";
    this.shownPage = key;
    const title = entryOf(page).title();
    if (title || page.name === "conversations") showTitle(title);
    // A page that is already on the screen does not announce its heading again.
    if (key === this.heading.of) showTitle(this.heading.words);
    if (!first) void this.moveFocus(page);
  }

  private async enter(userId: string): Promise<void> {
    this.leave();
    const opening = openDevice(session);
    prepareDates();
    const device = await opening.catch((error: unknown) => {
      // `databaseState` has the reason, and the root element shows it.
      console.error(error);
    });
    if (!device) return;
    if (!this.isConnected || this.userId !== userId) {
      device.close();
      return;
    }
    this.device = device;
    this.provider.setValue(device);
    this.startTimer = setTimeout(this.begin, FIRST_PAINT_TIMEOUT_MS);
  }

  /** The conversation is painted first, then the list; then the rooms' chunk loads, with Yjs. */
  private readonly painted = (event: Event): void => {
    if (this.started) return;
    const list = event.target instanceof RallyConversationList;
    const next = list || !this.panes.value ? this.begin : this.showList;
    afterPaint(next);
  };

  private readonly showList = (): void => {
    if (this.listDue || !this.device) return;
    this.listDue = true;
  };

  private readonly begin = (): void => {
    clearTimeout(this.startTimer);
    if (this.started || !this.device) return;
    this.showList();
    this.started = true;
    this.device.start().catch(reportError);
  };

  private leave(): void {
    clearTimeout(this.startTimer);
    this.started = false;
    this.listDue = false;
    this.device?.close();
    this.device = undefined;
  }

  private readonly focusPage = (): void => {
    void this.moveFocus(router.page.value);
  };

  private readonly skip = (event: Event): void => {
    event.preventDefault();
    if (!this.renderRoot.querySelector(".main > *")) void this.moveFocus(router.page.value);
    else this.renderRoot.querySelector<HTMLElement>("#main")?.focus();
  };

  private readonly showHeading = (event: CustomEvent<string>): void => {
    const { value: page } = router.page;
    this.heading = {
      of: shownConversation(page, this.userId) ?? pageKey(page),
      words: event.detail,
    };
    if (page.name === "conversation" || page.name === "message")
      rememberConversation(this.userId, page.id);
    if (page.name !== "conversations") showTitle(event.detail);
  };

  /** A missing conversation is not reopened at the next start. */
  private readonly forgetMissing = ({ detail: id }: CustomEvent<string>): void => {
    if (lastConversation(this.userId) === id) forgetConversation(this.userId);
    this.requestUpdate();
  };

  /** Moves the focus to the page that was opened, for keyboards and screen readers. */
  private async moveFocus(page: Page): Promise<void> {
    await this.updateComplete;
    if (page.name === "conversations") {
      this.renderRoot.querySelector("rally-conversation-list")?.focusCurrent();
      return;
    }
    const sections = ".list > :not(rally-conversation-list)";
    const shown =
      this.renderRoot.querySelector<HTMLElement>(".main > *") ??
      this.renderRoot.querySelector<HTMLElement>(sections);
    if (!shown) {
      this.renderRoot.querySelector<HTMLElement>("#main")?.focus();
      return;
    }
    // A page whose chunk is still loading cannot be focused.
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
