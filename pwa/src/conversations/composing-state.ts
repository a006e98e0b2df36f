import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Composing } from "./rally-composer.js";
import type { MessageView } from "./view.js";

/** Whether the composer replies or edits, and goes back to a reply that an edit interrupted. */
export class ComposingState implements ReactiveController {
  /** Undefined: it writes a new message. */
  current: Composing | undefined;
  private interruptedReply: Composing | undefined;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {}

  /** `name`: whose message it is. */
  reply(view: MessageView, name: string): void {
    this.interruptedReply = undefined;
    this.set({ kind: "reply", view, name });
  }

  edit(view: MessageView): void {
    if (this.current?.kind === "reply") this.interruptedReply = this.current;
    this.set({ kind: "edit", view });
  }

  /** Goes on with an edit that the page's end cut short, unless something else has begun. */
  readonly resumeEdit = ({ detail: view }: CustomEvent<MessageView>): void => {
    if (!this.current) this.edit(view);
  };

  /** A reply or an edit was finished or called off. */
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
