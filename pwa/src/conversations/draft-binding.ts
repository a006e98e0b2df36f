import { limits } from "@rally/shared/limits";
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Device } from "../device/index.js";
import type { Draft } from "../drafts/index.js";
import { SavedWords } from "./saved-words.js";

/**
 * Characters of a draft that all devices share: twice what can be sent. More, a pasted book, stays on
 * this device until it is shortened: one frame of it would be more than the server takes.
 */
export const DRAFT_LENGTH = 2 * limits.textLength;

/**
 * Binds a text field to a conversation's draft. What is typed before the draft is open (it comes
 * with Yjs, after the first paint) is saved, and put behind what the draft already says.
 */
export class DraftBinding implements ReactiveController {
  private draft: Draft | undefined;
  /** Words that the draft does not hold: typed before it was open, or more than it takes. */
  private held: { kind: "early" | "long"; text: string } | undefined;
  private saved: SavedWords<`heldWords.${string}`> | undefined;
  private opened = 0;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly field: () => HTMLTextAreaElement | null,
  ) {
    host.addController(this);
  }

  hostConnected(): void {}

  hostDisconnected(): void {
    this.close();
  }

  get text(): string {
    return this.held?.text ?? this.draft?.text ?? "";
  }

  /** @throws what keeps the draft from being opened; what is typed is saved all the same. */
  async open(device: Device, conversationId: string): Promise<void> {
    this.close();
    const turn = (this.opened += 1);
    const saved = new SavedWords(device.database, `heldWords.${conversationId}`);
    this.saved = saved;
    const before = await saved.read();
    if (turn !== this.opened) return;
    if (before && before.text.length > (this.held?.text.length ?? 0)) {
      this.held = this.held ? { ...before, text: before.text + this.held.text } : before;
      this.host.requestUpdate();
    }
    const draft = await device.openDraft(conversationId);
    if (turn !== this.opened) {
      draft.close();
      return;
    }
    this.draft = draft;
    draft.onRemote(this.takeRemote);
    this.host.requestUpdate();
    if (this.held?.kind !== "early") return;
    // They are in the draft already where the page ended between the two writes.
    const { text } = this.held;
    this.write(draft.text.endsWith(text) ? draft.text : draft.text + text);
    await device.stored();
    if (!this.held) saved.save(undefined);
  }

  write(text: string, caret?: number): void {
    const wasHeld = this.held?.kind;
    if (text.length > DRAFT_LENGTH) this.held = { kind: "long", text };
    else if (!this.draft) this.held = { kind: "early", text };
    else {
      this.held = undefined;
      this.draft.replace(text, caret);
    }
    if (this.held) this.saved?.save(this.held);
    else if (wasHeld === "long") this.saved?.save(undefined);
    this.host.requestUpdate();
  }

  /** Takes words out that have been sent; what was typed behind them meanwhile stays. */
  remove(sent: string): void {
    const { text } = this;
    if (text.startsWith(sent)) this.write(text.slice(sent.length));
  }

  private readonly takeRemote = (_text: string, adjust: (caret: number) => number): void => {
    const field = this.field();
    const { selectionStart, selectionEnd } = field ?? { selectionStart: 0, selectionEnd: 0 };
    this.host.requestUpdate();
    // Setting a field's value throws its caret to the end; it belongs where its words went.
    void this.host.updateComplete.then(() => {
      if (!field?.matches(":focus") || this.held) return;
      field.setSelectionRange(adjust(selectionStart), adjust(selectionEnd));
    });
  };

  private close(): void {
    this.opened += 1;
    this.draft?.close();
    this.draft = undefined;
    this.saved?.close();
    this.saved = undefined;
  }
}
