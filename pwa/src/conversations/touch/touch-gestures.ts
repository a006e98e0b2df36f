import { html, nothing, type ReactiveController, type ReactiveControllerHost } from "lit";
import { loadChunk } from "../../chunk-loading/index.js";
import { icon } from "../../design/index.js";
import { afterPaint } from "../../observable/index.js";
import { actionsFor, canReact, type MessageAction } from "../messages/message-actions.js";
import {
  actionsLabel,
  allowedIn,
  nameOf,
  type MessageContext,
} from "../messages/message-template.js";
import type { RallyMessageSheet } from "../messages/rally-message-sheet.js";
import type { MessageView } from "../messages/message-views.js";

/** The list of messages on which gestures act. */
export interface TouchedList {
  scroller: () => HTMLElement | null;
  views: () => readonly MessageView[];
  context: () => MessageContext;
  /** Whether the server has older messages than those on the device. */
  hasOlder: () => boolean;
  /** Loads them now. */
  loadOlder: () => void;
}

/**
 * Gestures on a list of messages: a long press opens a sheet of actions, a swipe replies, a pull past
 * the top loads older messages. Their code is loaded where there is a touch screen, after the first
 * paint; a message's button and the keyboard do the same.
 */
export class TouchGestures implements ReactiveController {
  private release: (() => void) | undefined;

  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly list: TouchedList,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    if (!matchMedia("(any-pointer: coarse)").matches) return;
    afterPaint(() => {
      this.follow().catch((error: unknown) => {
        console.warn("failed to load the gestures", error);
      });
    });
  }

  hostDisconnected(): void {
    this.release?.();
    this.release = undefined;
  }

  /** The sheet, what appears beside a message that is swiped, and above a list that is pulled. */
  template(): unknown {
    if (!this.release) return nothing;
    return html`<span class="gesture swipe" aria-hidden="true">${icon("reply")}</span
      ><span class="gesture pull" aria-hidden="true">${icon("refresh")}</span
      ><rally-message-sheet @action-chosen=${this.chosen}></rally-message-sheet>`;
  }

  private async follow(): Promise<void> {
    const { followTouches } = await import("./follow-touches.js");
    const scroller = this.list.scroller();
    if (!scroller || !this.host.isConnected || this.release) return;
    this.release = followTouches(scroller, {
      openActions: this.openActions,
      canReply: (message) => this.replyable(message) !== undefined,
      reply: (message) => {
        const view = this.replyable(message);
        if (view) this.list.context().act("reply", view);
      },
      hasOlder: this.list.hasOlder,
      loadOlder: this.list.loadOlder,
    });
    this.host.requestUpdate();
  }

  private readonly openActions = (message: HTMLElement): boolean => {
    const view = this.viewOf(message);
    if (!view) return false;
    const context = this.list.context();
    const allowed = allowedIn(context);
    const actions = actionsFor(view, allowed);
    if (actions.length === 0) return false;
    // From here the dialog takes the focus, and gives it back.
    message.focus({ preventScroll: true });
    const author = nameOf(view.author, context);
    const label = actionsLabel(view, author);
    const content = { view, author, label, actions, canReact: canReact(view, allowed.writable) };
    void loadChunk(() => import("../messages/rally-message-sheet.js")).then(
      (loaded) => loaded && this.sheet?.show(content),
    );
    return true;
  };

  private readonly chosen = ({
    detail: { action, view },
  }: CustomEvent<{ action: MessageAction; view: MessageView }>): void => {
    this.list.context().act(action, view);
  };

  private get sheet(): RallyMessageSheet | null | undefined {
    return this.host.shadowRoot?.querySelector("rally-message-sheet");
  }

  private viewOf(message: HTMLElement): MessageView | undefined {
    return this.list.views().find(({ id }) => id === message.dataset["id"]);
  }

  private replyable(message: HTMLElement): MessageView | undefined {
    const view = this.viewOf(message);
    const allowed = allowedIn(this.list.context());
    const canReply = view && actionsFor(view, allowed).some(({ action }) => action === "reply");
    return canReply ? view : undefined;
  }
}
