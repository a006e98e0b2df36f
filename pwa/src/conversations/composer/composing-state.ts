import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { MessageView } from "../messages/message-views.js";

/** A reply or an edit in the composer. */
export type Composing =
  { kind: "reply"; view: MessageView; name: string } | { kind: "edit"; view: MessageView };

/** Tracks whether the composer replies or edits; returns to a reply that an edit interrupted. */
export class ComposingState implements ReactiveController {
  /** Undefined while the composer writes a new message. */
  current: Composing | undefined;
  private interruptedReply: Composing | undefined;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {}

  /** @param name the author of the message. */
  reply(view: MessageView, name: string): void {
    this.interruptedReply = undefined;
    this.set({ kind: "reply", view, name });
  }

  edit(view: MessageView): void {
    if (this.current?.kind === "reply") this.interruptedReply = this.current;
    this.set({ kind: "edit", view });
  }

  /** Continues an edit that was in progress when the page closed, unless another has started. */
  readonly resumeEdit = ({ detail: view }: CustomEvent<MessageView>): void => {
    if (!this.current) this.edit(view);
  };

  /** Called when a reply or an edit was sent or cancelled. */
  readonly end = ({ detail: done }: CustomEvent<Composing>): void => {
    if (this.interruptedReply === done) this.interruptedReply = undefined;
    if (this.current !== done) return;
    this.set(this.interruptedReply);
    this.interruptedReply = undefined;
  };

  private set(composing: Composing | undefined): void {
    this.current = composing;
    this.host.requestUpdate();
  }
}
