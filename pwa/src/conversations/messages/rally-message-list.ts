import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { may } from "@rally/shared/members";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { type ConversationRow, reportUnlessClosed } from "../../database/index.js";
import { baseStyles, buttonStyles } from "../../design/index.js";
import { deviceContext, LiveQueryController, type Device } from "../../device/index.js";
import { customEmoji } from "../../expressions/index.js";
import { dayLabel, showFullTime } from "../../localization/index.js";
import { afterPaint, ObservableController } from "../../observable/index.js";
import type { Standing } from "../data/blocked.js";
import {
  conversationWindow,
  firstAfter,
  lacksUnread,
  openingRange,
  readUpTo,
  type ConversationWindow,
  type MessageView,
  type WindowRange,
} from "../index.js";
import type { MessageAction } from "./message-actions.js";
import { MessageAnnouncer } from "./message-announcer.js";
import { beginning, hiddenMessages, jumpToNewest, newMessagesBar } from "./message-list-ends.js";
import { ListNotice } from "./list-notice.js";
import { messageListStyles } from "./message-list-styles.js";
import { FIRST, followingRange, MOST, nextRange, REACH } from "../scrolling/message-paging.js";
import { messageRows, type MessageListRow } from "./message-rows.js";
import { messageStyles } from "./message-styles.js";
import { messageTemplate, type MessageContext } from "./message-template.js";
import { PollClock } from "./poll-clock.js";
import { DetachedHistory } from "../scrolling/detached-history.js";
import { newerWords, OlderMessages } from "../scrolling/older-messages.js";
import { limits } from "@rally/shared/limits";
import { mayForwardFrom } from "@rally/shared/conversations";
import { mayPin } from "./pins.js";
import { ReadMarks } from "./read-marks.js";
import { RowFocus } from "../scrolling/row-focus.js";
import { RowMenus } from "../scrolling/row-menus.js";
import { ScrollAnchor } from "../scrolling/scroll-anchor.js";
import {
  distanceFromEnd,
  lastSeqInView,
  messageElement,
  middleFor,
  showRow,
  type ScrollPlace,
} from "../scrolling/scroll-place.js";
import { TouchGestures } from "../touch/touch-gestures.js";
import { touchStyles } from "../touch/touch-styles.js";

/** Pixels from the end at which a button to the newest messages is shown. */
const FAR = 320;

/**
 * A conversation's messages. However long the history, at most a hundred are rendered: the window
 * moves while the user scrolls, and the visible messages keep their position.
 * @fires message-action - `detail` is `{action, view}`.
 * @fires first-paint - The stored messages are rendered.
 */
@customElement("rally-message-list")
@localized()
export class RallyMessageList extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) conversation: ConversationRow | undefined;
  @property({ attribute: false }) standing: Standing = "open";
  /** The first window, if it has been read already. */
  @property({ attribute: false }) opening: ConversationWindow | undefined;

  @state() private farFromEnd = false;
  @state() private highlighted: string | undefined;
  @query(".scroll") private scroller!: HTMLElement;
  @query("ol") private list!: HTMLElement;
  private shownRange: WindowRange | undefined;
  private paging = false;
  private readonly window = new LiveQueryController(
    this,
    () => {
      const { device, conversation, shownRange } = this;
      if (!device || !conversation || !shownRange) return undefined;
      return () => {
        const { part: detached } = this.detached;
        const range = { ...shownRange, keep: this.anchor.readingSeq, detached };
        return conversationWindow(device.database, conversation.id, range);
      };
    },
    () => this.windowChanged(),
  );
  private readonly anchor = new ScrollAnchor(() => this.scroller);
  private readonly marks = new ReadMarks(this);
  private readonly pollClock = new PollClock(this);
  private readonly older = new OlderMessages(this);
  private readonly newer = new OlderMessages(this, newerWords);
  private readonly detached = new DetachedHistory(this);
  private readonly rowFocus = new RowFocus(this);
  private readonly menus = new RowMenus(this);
  private readonly announcer = new MessageAnnouncer();
  private readonly notice = new ListNotice(this);
  private readonly gestures = new TouchGestures(this, {
    scroller: () => this.scroller,
    views: () => this.views,
    context: () => this.context,
    hasOlder: () => this.window.value?.olderOnServer ?? false,
    loadOlder: () => this.loadOlder({ now: true }),
  });

  static override styles = [
    baseStyles,
    buttonStyles,
    messageListStyles,
    messageStyles,
    touchStyles,
  ];

  constructor() {
    super();
    // A message of custom emoji alone is shown large once they are known.
    new ObservableController(this, () => customEmoji);
  }

  /** The rendered messages, oldest first, unconfirmed ones last. */
  get views(): readonly MessageView[] {
    const shown = this.window.value;
    return shown ? [...shown.rows, ...shown.unconfirmed] : [];
  }

  /** Scrolls to the newest message: after sending one, and from the button. */
  showNewest(behavior: ScrollBehavior = "auto"): void {
    this.marks.goToNewest();
    if (this.window.value?.hasNewer || this.detached.part) {
      this.detached.close();
      this.read({ limit: FIRST }, { at: "end" });
    } else this.anchor.scrollToEnd(behavior);
  }

  /** Shows and announces the result of an action. */
  notify(sentence: string): void {
    this.notice.show(sentence);
  }

  /** The bubble of a message, if it is rendered. */
  messageElement(id: string): Element | undefined {
    return messageElement(this.scroller, id)?.querySelector(".bubble") ?? undefined;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!this.conversation || !this.device) return;
    if (changed.has("conversation") || changed.has("device")) {
      this.marks.follow(this.device, this.conversation);
      if (!this.shownRange) this.open(this.conversation);
      if (this.detached.touches(this.conversation)) void this.join();
    }
  }

  override firstUpdated(): void {
    this.anchor.observe(this.list);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.anchor.disconnect();
  }

  override updated(): void {
    if (!this.window.value) return;
    this.pollClock.follow(this.views);
    const reachesEnd = !this.window.value.hasNewer && !this.window.value.detached;
    const isOpening = this.anchor.restore(reachesEnd);
    if (!this.paging) this.rowFocus.settle(this.scroller, reachesEnd);
    // Avatars and menus have rendered by then, and measuring causes an update of its own.
    void this.updateComplete.then(() => {
      if (isOpening) this.showOpening();
      this.followScroll();
    });
  }

  override render(): TemplateResult {
    const shown = this.window.value;
    const rows = messageRows(this.views, this.marks.line);
    const { context } = this;
    return html`
      <div
        class="scroll"
        role="log"
        aria-label=${msg("Messages")}
        aria-live="off"
        aria-busy=${shown ? "false" : "true"}
        @scroll=${this.scrolled}
        @scrollend=${this.anchor.scrollEnded}
        @pointerover=${showFullTime}
        @keydown=${this.rowFocus.steer}
        @focusin=${this.rowFocus.entered}
      >
        ${shown ? this.top() : nothing}
        ${this.window.error ? html`<p role="alert">${msg("Couldn't load these messages. Reload Rally to try again.")}</p>` : ""}
        <ol role="list">
          ${repeat(
            rows,
            ({ key }) => key,
            (row) => this.row(row, context),
          )}
        </ol>
        ${this.detached.part?.newer ? this.newer.template(() => this.loadNewer({ now: true })) : nothing}
      </div>
      <div class="above">
        ${newMessagesBar(this.marks.skipped, {
          jump: () => void this.showFirstUnread(),
          markRead: () => this.markAllRead(),
        })}
        ${this.notice.template(this.detached.problem, () => this.detached.dismiss())}
      </div>
      ${this.jump()} ${this.gestures.template()} ${this.announcer.template()}
    `;
  }

  private row(row: MessageListRow, context: MessageContext): TemplateResult {
    switch (row.kind) {
      case "day":
        return html`<li class="day"><span>${dayLabel(row.at)}</span></li>`;
      case "unread":
        return html`<li class="unread-line"><span>${msg("New messages")}</span></li>`;
      case "hidden":
        return hiddenMessages(row.count);
      case "message":
        return messageTemplate(row, context);
    }
  }

  private get context(): MessageContext {
    const session = this.device?.session.state.value;
    const { role, kind = "direct", memberCount = Infinity } = this.conversation ?? {};
    const focusable = this.rowFocus.within(this.views);
    return {
      ownId: this.device?.userId ?? "",
      ownName: session && "username" in session ? session.username : undefined,
      people: this.window.value?.people ?? new Map(),
      standing: this.standing,
      forwards: this.conversation !== undefined && mayForwardFrom(this.conversation),
      knowsReaders: kind !== "direct" && memberCount <= limits.smallRoomMembers,
      mayPin: this.conversation !== undefined && mayPin(this.conversation),
      closesPolls: role !== undefined && may(role, "closeOthersPoll", kind),
      named: this.conversation?.kind !== "direct",
      focusable,
      highlighted: this.highlighted,
      hasMenu:
        this.window.value === this.opening
          ? () => false
          : this.menus.among(this.views, this.rowFocus.current),
      act: (action: MessageAction, view: MessageView) => {
        this.dispatchEvent(new CustomEvent("message-action", { detail: { action, view } }));
      },
      showQuoted: (id) => void this.showMessage(id),
    };
  }

  private top(): TemplateResult | typeof nothing {
    const { conversation, window } = this;
    if (!window.value || !conversation || window.value.hasOlder) return nothing;
    if (window.value.olderOnServer) return this.older.template(() => this.loadOlder({ now: true }));
    return beginning(conversation);
  }

  private jump(): TemplateResult | typeof nothing {
    if (!this.farFromEnd) return nothing;
    return jumpToNewest(this.conversation?.unread ?? 0, () => {
      this.showNewest("smooth");
      // The focused button is removed: the focus moves to the newest message.
      this.rowFocus.moveTo("newest");
    });
  }

  /** Opens at the first unread message, or else at the end. */
  private open(conversation: ConversationRow): void {
    const range = openingRange(conversation, FIRST);
    this.announcer.start(conversation.lastSeq);
    this.anchor.next = "opening";
    if (!this.opening) {
      this.read(range);
      return;
    }
    this.window.value = this.opening;
    this.shownRange = followingRange(this.opening, range) ?? range;
    this.paging = true;
  }

  private read(range: WindowRange, place?: ScrollPlace): void {
    this.shownRange = range;
    this.paging = true;
    this.anchor.wanted = place;
    this.window.restart();
  }

  /** Called with each result of the live query, before it is rendered: stores the scroll position. */
  private windowChanged(): void {
    const shown = this.window.value;
    this.paging = false;
    if (shown) this.announcer.follow(shown, this.standing);
    if (this.hasUpdated) this.anchor.hold();
    const following = shown && this.shownRange && followingRange(shown, this.shownRange);
    if (following) this.read(following);
  }

  private showOpening(): void {
    const line = this.renderRoot.querySelector<HTMLElement>(".unread-line");
    if (line) this.scroller.scrollTop = line.offsetTop - this.scroller.clientHeight / 4;
    else this.scroller.scrollTop = this.scroller.scrollHeight;
    this.dispatchEvent(new CustomEvent("first-paint", { bubbles: true, composed: true }));
    if (!this.opening) return;
    afterPaint(() => {
      if (this.isConnected) this.window.restart();
    });
  }

  private readonly scrolled = (): void => {
    this.menus.scrolled();
    this.followScroll();
  };

  private readonly followScroll = (): void => {
    const { scroller } = this;
    const shown = this.window.value;
    if (!shown) return;
    const fromEnd = distanceFromEnd(scroller);
    this.farFromEnd = shown.hasNewer || shown.detached || fromEnd > FAR;
    this.anchor.readPosition();
    const after = shown.detached ? this.detached.after : undefined;
    this.marks.setInView({ seq: lastSeqInView(scroller), views: shown.rows, after });
    if (this.paging || !this.shownRange) return;
    const above = scroller.scrollTop;
    const next = nextRange(shown, this.shownRange, { above, below: fromEnd });
    if (next) this.read(next);
    else if (above < REACH && shown.olderOnServer) this.loadOlder();
    else if (fromEnd < REACH && this.detached.part?.newer) this.loadNewer();
  };

  private loadOlder(options?: { now: boolean }): void {
    this.load(this.older, { ...options, ...(this.detached.part && this.extending("older")) });
  }

  private loadNewer(options?: { now: boolean }): void {
    this.load(this.newer, { ...options, ...this.extending("newer") });
  }

  private load(messages: OlderMessages, options: Parameters<OlderMessages["load"]>[2]): void {
    const { device, conversation } = this;
    if (device && conversation)
      messages.load(device, conversation.id, options).catch(reportUnlessClosed);
  }

  /** How the detached messages grow at one of their ends. */
  private extending(end: "older" | "newer") {
    return {
      fetch: async (): Promise<void> => {
        const { device, conversation } = this;
        if (!device || !conversation) return;
        await this.detached.extend(device, conversation, end);
        this.readInPlace();
      },
    };
  }

  /** Continues in the stored messages, of which the detached ones are a part from now on. */
  private async join(): Promise<void> {
    const { device, conversation } = this;
    if (!device || !conversation) return;
    await this.detached.join(device, conversation.id).catch(reportUnlessClosed);
    if (!this.detached.part) this.readInPlace();
  }

  /** Reads the messages around those in view again. */
  private readInPlace(): void {
    const { readingSeq: around } = this.anchor;
    if (around !== undefined) this.read({ limit: MOST, around });
    else this.window.restart();
  }

  /** The seq of a message, which is fetched if it is not on this device. */
  private async seqOf(id: string): Promise<number | undefined> {
    const { device, conversation } = this;
    if (!device || !conversation) return undefined;
    const stored = await device.database.messages.get(id);
    if (stored?.seq === undefined) return this.detached.open(device, conversation, id);
    if (stored.conversation !== conversation.id) return this.detached.refuse();
    this.detached.close();
    return stored.seq;
  }

  /** Shows the first unread messages below the line; fetches them if they are not on this device. */
  private async showFirstUnread(): Promise<void> {
    const { device, conversation } = this;
    if (!device || !conversation) return;
    const after = readUpTo(conversation);
    const stored = lacksUnread(conversation)
      ? undefined
      : await firstAfter(device.database, conversation.id, after);
    const first = stored ?? (await this.detached.openAfter(device, conversation, after));
    if (!first) return;
    const { id, seq } = first;
    this.marks.drawLine();
    const offset = middleFor(this.scroller, undefined);
    this.read({ limit: FIRST, around: seq }, { at: "message", id, seq, offset });
    this.rowFocus.moveTo({ id });
  }

  /** The bar is removed with the focus in it: the focus moves to the newest message in the list. */
  private markAllRead(): void {
    this.marks.markAllRead();
    this.rowFocus.moveTo("newest");
  }

  /** Scrolls to a message and highlights it. */
  async showMessage(id: string): Promise<void> {
    const row = messageElement(this.scroller, id);
    if (row) showRow(this.scroller, row, { block: "center", behavior: "smooth" });
    else {
      const seq = await this.seqOf(id);
      if (seq === undefined) return;
      const offset = middleFor(this.scroller, undefined);
      this.read({ limit: FIRST, around: seq }, { at: "message", id, seq, offset });
    }
    this.highlighted = undefined;
    await this.updateComplete;
    this.highlighted = id;
    this.rowFocus.moveTo({ id });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-message-list": RallyMessageList;
  }
}
