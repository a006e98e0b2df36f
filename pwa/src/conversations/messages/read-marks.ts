import type { ReactiveController, ReactiveControllerHost } from "lit";
import { reportUnlessClosed, type ConversationRow } from "../../database/index.js";
import type { Device } from "../../device/index.js";
import { lacksUnread, markRead, readUpTo, type MessageView } from "../index.js";

/** What is in view of a list. */
export interface InView {
  /** The seq of the last message in view. */
  seq: number;
  /** The rendered messages. */
  views: readonly MessageView[];
  /** Every message after this seq, up to the last of `views`, was in the list; undefined: unknown. */
  after: number | undefined;
}

/**
 * Tracks read messages: a message counts as read only when it was in view, in a visible and focused
 * tab. The line before new messages stays in place when another message arrives. If the first unread
 * messages were not on this device when the list was opened, none counts as read until the user goes
 * to them or leaves them out.
 */
export class ReadMarks implements ReactiveController {
  /** The marker before the line; undefined: no line. */
  line: number | undefined;
  private device: Device | undefined;
  private conversation: ConversationRow | undefined;
  private marked = 0;
  private inView: InView = { seq: 0, views: [], after: undefined };
  /** The list was opened after the first unread messages, and the user has not gone to them. */
  private isPastUnread = false;
  /** The user went to the newest messages and left out those before. */
  private skipsUnread = false;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener("focus", this.onFocus);
    window.addEventListener("blur", this.onBlur);
    document.addEventListener("visibilitychange", this.onFocus);
  }

  hostDisconnected(): void {
    window.removeEventListener("focus", this.onFocus);
    window.removeEventListener("blur", this.onBlur);
    document.removeEventListener("visibilitychange", this.onFocus);
  }

  follow(device: Device, conversation: ConversationRow): void {
    const opening = this.conversation?.id !== conversation.id;
    this.device = device;
    this.conversation = conversation;
    const { unread } = conversation;
    if (opening || unread === 0) {
      this.skipsUnread = false;
      this.isPastUnread = false;
    }
    if (lacksUnread(conversation) && !this.skipsUnread && !this.showsUnread()) {
      this.isPastUnread = true;
    }
    if (unread === 0 && !opening) return;
    if (opening || (this.line === undefined && !isTabActive())) {
      this.line = unread > 0 && !lacksUnread(conversation) ? readUpTo(conversation) : undefined;
    }
  }

  /** The number of unread messages if the list was opened after the first ones. */
  get skipped(): number {
    return this.isPastUnread ? (this.conversation?.unread ?? 0) : 0;
  }

  setInView(inView: InView): void {
    this.inView = inView;
    if (this.isPastUnread && this.showsUnread()) {
      this.isPastUnread = false;
      this.host.requestUpdate();
    }
    this.markSeen();
  }

  /** Draws the line before the first unread message. */
  drawLine(): void {
    if (this.conversation) this.line = readUpTo(this.conversation);
  }

  /** Removes the line. The newest messages count as read when they are in view. */
  goToNewest(): void {
    this.skipsUnread = true;
    this.isPastUnread = false;
    this.line = undefined;
    this.host.requestUpdate();
  }

  markAllRead(): void {
    const { device, conversation } = this;
    if (!device || !conversation) return;
    markRead(device.database, conversation.id, conversation.lastSeq).catch(reportUnlessClosed);
  }

  /** Whether the first unread message is rendered, or was before the list went on from it. */
  private showsUnread(): boolean {
    const { conversation } = this;
    if (!conversation) return false;
    const { views, after = (views[0]?.seq ?? Infinity) - 1 } = this.inView;
    return after <= readUpTo(conversation);
  }

  private readonly onFocus = (): void => {
    this.markSeen();
  };

  private readonly onBlur = (): void => {
    if (this.conversation?.unread === 0) this.line = undefined;
  };

  private markSeen(): void {
    const { device, conversation } = this;
    const { seq, views } = this.inView;
    if (!device || !conversation || !isTabActive() || this.isPastUnread) return;
    const marker = Math.max(conversation.marker, this.marked);
    const isNewlyRead = views.some((view) => !view.own && isBetween(view.seq, marker, seq));
    if (!isNewlyRead) return;
    this.marked = seq;
    markRead(device.database, conversation.id, seq).catch(reportUnlessClosed);
  }
}

function isBetween(seq: number | undefined, marker: number, seen: number): boolean {
  return seq !== undefined && seq > marker && seq <= seen;
}

function isTabActive(): boolean {
  return document.visibilityState === "visible" && document.hasFocus();
}
