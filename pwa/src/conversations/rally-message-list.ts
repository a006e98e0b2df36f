import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { type ConversationRow, reportUnlessClosed } from "../database/index.js";
import { baseStyles, buttonStyles } from "../design/index.js";
import type { Device } from "../device/index.js";
import { dayLabel } from "../localization/index.js";
import { afterPaint } from "../reactive/index.js";
import { deviceContext, Watching } from "../watching/index.js";
import {
  conversationWindow,
  openingPart,
  type ConversationWindow,
  type MessageView,
  type WindowOptions,
} from "./index.js";
import type { MessageAction } from "./message-actions.js";
import { tellFullTime } from "./full-time.js";
import { MessageAnnouncer } from "./message-announcer.js";
import { beginning, hiddenMessages, jumpToNewest } from "./message-list-ends.js";
import { messageListStyles } from "./message-list-styles.js";
import { FIRST, followingPart, nextPart, REACH } from "./message-paging.js";
import { messageRows, type MessageListRow } from "./message-rows.js";
import { messageStyles } from "./message-styles.js";
import { messageTemplate, type MessageContext } from "./message-template.js";
import { OlderMessages } from "./older-messages.js";
import { ReadMarks } from "./read-marks.js";
import { RowFocus } from "./row-focus.js";
import { ScrollAnchor } from "./scroll-anchor.js";
import {
  distanceFromEnd,
  lastSeqInView,
  messageElement,
  middleFor,
  showRow,
} from "./scroll-place.js";

/** Further from the end than this, and there is a button back to it. */
const FAR = 320;

/**
 * A conversation's messages. However long the history, the page holds at most a hundred: the
 * window moves as one scrolls, and what one looks at stays where it is.
 * @fires message-action - `detail` is `{action, view}`.
 * @fires first-paint - It shows what is on the device.
 */
@customElement("rally-message-list")
@localized()
export class RallyMessageList extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) conversation: ConversationRow | undefined;
  /** Whether the user can write here. */
  @property({ attribute: false }) writable = true;
  /** What is drawn at first, when it has been read already. */
  @property({ attribute: false }) opening: ConversationWindow | undefined;

  @state() private farFromEnd = false;
  @state() private highlighted: string | undefined;
  @query(".scroll") private scroller!: HTMLElement;
  private reading: WindowOptions | undefined;
  private paging = false;
  private readonly window = new Watching(
    this,
    () => {
      const { device, conversation, reading } = this;
      if (!device || !conversation || !reading) return undefined;
      return () => conversationWindow(device.database, conversation.id, reading);
    },
    () => {
      this.arrived();
    },
  );
  private readonly anchor = new ScrollAnchor(() => this.scroller);
  private readonly marks = new ReadMarks(this);
  private readonly older = new OlderMessages(this);
  private readonly rowFocus = new RowFocus(this);
  private readonly announcer = new MessageAnnouncer();
  private readonly resizes = new ResizeObserver(() => {
    if (this.window.value) this.anchor.keepEnd();
  });

  static override styles = [baseStyles, buttonStyles, messageListStyles, messageStyles];

  /** The messages on the page, oldest first, own unsent ones last. */
  get views(): readonly MessageView[] {
    const shown = this.window.value;
    return shown ? [...shown.rows, ...shown.pending] : [];
  }

  /** Goes to the newest message: after one's own, and from the button. */
  showNewest(behavior: ScrollBehavior = "auto"): void {
    this.marks.forgetLine();
    if (this.window.value?.hasNewer) this.read({ limit: FIRST }, { at: "end" });
    else this.anchor.scrollToEnd(behavior);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!this.conversation || !this.device) return;
    if (changed.has("conversation") || changed.has("device")) {
      this.marks.follow(this.device, this.conversation);
      if (!this.reading) this.open(this.conversation);
    }
  }

  override firstUpdated(): void {
    this.resizes.observe(this.scroller);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resizes.disconnect();
  }

  override updated(): void {
    if (!this.window.value) return;
    const reachesEnd = !this.window.value.hasNewer;
    const isOpening = this.anchor.restore(reachesEnd);
    if (!this.paging) this.rowFocus.settle(this.scroller, reachesEnd);
    // Pictures and menus are drawn by then; and what is measured is drawn in an update of its own.
    void this.updateComplete.then(() => {
      if (isOpening) this.showOpening();
      this.lookAround();
    });
  }

  override render(): TemplateResult {
    const shown = this.window.value;
    const rows = messageRows(this.views, this.marks.line);
    return html`
      <div
        class="scroll"
        role="log"
        aria-label=${msg("Messages")}
        aria-live="off"
        aria-busy=${shown ? "false" : "true"}
        @scroll=${this.lookAround}
        @scrollend=${this.anchor.scrollEnded}
        @pointerover=${tellFullTime}
        @keydown=${this.rowFocus.steer}
        @contextmenu=${this.rowFocus.openMenu}
        @focusin=${this.rowFocus.entered}
      >
        ${shown ? this.top() : nothing}
        ${this.window.error ? html`<p role="alert">${msg("These messages cannot be read.")}</p>` : ""}
        <ol role="list">
          ${repeat(
            rows,
            ({ key }) => key,
            (row) => this.row(row),
          )}
        </ol>
      </div>
      ${this.jump()} ${this.announcer.template()}
    `;
  }

  private row(row: MessageListRow): TemplateResult {
    switch (row.kind) {
      case "day":
        return html`<li class="day"><span>${dayLabel(row.at)}</span></li>`;
      case "unread":
        return html`<li class="unread-line"><span>${msg("New messages")}</span></li>`;
      case "hidden":
        return hiddenMessages(row.count);
      case "message":
        return messageTemplate(row, this.context);
    }
  }

  private get context(): MessageContext {
    return {
      ownId: this.device?.userId ?? "",
      people: this.window.value?.people ?? new Map(),
      writable: this.writable,
      named: this.conversation?.kind !== "direct",
      focusable: this.rowFocus.within(this.views),
      highlighted: this.highlighted,
      menus: this.window.value !== this.opening,
      act: (action: MessageAction, view: MessageView) => {
        this.dispatchEvent(new CustomEvent("message-action", { detail: { action, view } }));
      },
      showQuoted: (id) => void this.showQuoted(id),
    };
  }

  private top(): TemplateResult | typeof nothing {
    const { conversation, window } = this;
    if (!window.value || !conversation || window.value.hasOlder) return nothing;
    if (window.value.olderOnServer) return this.older.template();
    return beginning(conversation);
  }

  private jump(): TemplateResult | typeof nothing {
    if (!this.farFromEnd) return nothing;
    return jumpToNewest(this.conversation?.unread ?? 0, () => {
      this.showNewest("smooth");
      // The button goes, and the focus with it: it belongs where the button led.
      this.rowFocus.moveTo("newest");
    });
  }

  /** Opens at the first unread message, else at the end. */
  private open(conversation: ConversationRow): void {
    const part = openingPart(conversation, FIRST);
    this.announcer.start(conversation.lastSeq);
    if (!this.opening) {
      this.read(part, "opening");
      return;
    }
    this.window.value = this.opening;
    this.reading = part;
    this.paging = true;
    this.anchor.next = "opening";
  }

  private read(part: WindowOptions, place: ScrollAnchor["next"]): void {
    this.reading = part;
    this.paging = true;
    this.anchor.next = place;
    this.window.restart();
  }

  /** The window changed: remember where the reader is before it is drawn. */
  private arrived(): void {
    const shown = this.window.value;
    this.paging = false;
    if (shown) this.announcer.follow(shown);
    if (this.hasUpdated) this.anchor.hold();
    const following = shown && this.reading && followingPart(shown, this.reading);
    if (following) this.read(following, this.anchor.next);
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

  private readonly lookAround = (): void => {
    const { scroller } = this;
    const shown = this.window.value;
    if (!shown) return;
    const fromEnd = distanceFromEnd(scroller);
    this.farFromEnd = shown.hasNewer || fromEnd > FAR;
    this.anchor.look();
    this.marks.saw(lastSeqInView(scroller), shown.rows);
    if (this.paging || !this.reading) return;
    const above = scroller.scrollTop;
    const next = nextPart(shown, this.reading, { above, below: fromEnd });
    if (next) this.read(next, undefined);
    else if (above < REACH && shown.olderOnServer && this.device && this.conversation) {
      this.older.load(this.device, this.conversation.id).catch(reportUnlessClosed);
    }
  };

  private async showQuoted(id: string): Promise<void> {
    const row = messageElement(this.scroller, id);
    if (row) showRow(this.scroller, row, { block: "center", behavior: "smooth" });
    else {
      const seq = (await this.device?.database.messages.get(id))?.seq;
      if (seq === undefined) return;
      const offset = middleFor(this.scroller, undefined);
      this.read({ limit: FIRST, around: seq }, { at: "message", id, offset });
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
