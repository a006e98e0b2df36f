import type { ReactiveController, ReactiveControllerHost } from "lit";
import { reportUnlessClosed, type ConversationRow } from "../../database/index.js";
import type { Device } from "../../device/index.js";
import { markRead, type MessageView } from "../index.js";

/**
 * Tracks read messages: a message counts as read only when it was in view, in a visible and focused
 * tab. The line before new messages stays in place when another message arrives.
 */
export class ReadMarks implements ReactiveController {
  /** The marker before the line; undefined: no line. */
  line: number | undefined;
  private device: Device | undefined;
  private conversation: ConversationRow | undefined;
  private marked = 0;
  private inView: { seq: number; views: readonly MessageView[] } = { seq: 0, views: [] };

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
    const { unread, marker, joinedSeq } = conversation;
    if (unread === 0 && !opening) return;
    if (opening || (this.line === undefined && !isTabActive())) {
      this.line = unread > 0 ? Math.max(marker, joinedSeq) : undefined;
    }
  }

  /** @param seq the last message in view among `views`. */
  setInView(seq: number, views: readonly MessageView[]): void {
    this.inView = { seq, views };
    this.markSeen();
  }

  removeLine(): void {
    this.line = undefined;
    this.host.requestUpdate();
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
    if (!device || !conversation || !isTabActive()) return;
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
