import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Device } from "../device/index.js";
import type { Draft } from "../drafts/index.js";

/**
 * Binds a text field to a conversation's draft. What is typed before the draft is open (it comes
 * with Yjs, after the first paint) is kept and put behind what the draft already says.
 */
export class DraftBinding implements ReactiveController {
  private draft: Draft | undefined;
  private early = "";
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
    return this.draft?.text ?? this.early;
  }

  async open(device: Device, conversationId: string): Promise<void> {
    this.close();
    const turn = (this.opened += 1);
    const draft = await device.openDraft(conversationId);
    if (turn !== this.opened) {
      draft.close();
      return;
    }
    this.draft = draft;
    if (this.early) draft.replace(draft.text + this.early);
    this.early = "";
    draft.onRemote(this.takeRemote);
    this.host.requestUpdate();
  }

  write(text: string, caret?: number): void {
    if (this.draft) this.draft.replace(text, caret);
    else this.early = text;
    this.host.requestUpdate();
  }

  private readonly takeRemote = (_text: string, adjust: (caret: number) => number): void => {
    const field = this.field();
    const { selectionStart, selectionEnd } = field ?? { selectionStart: 0, selectionEnd: 0 };
    this.host.requestUpdate();
    // Setting a field's value throws its caret to the end; it belongs where its words went.
    void this.host.updateComplete.then(() => {
      if (!field?.matches(":focus")) return;
      field.setSelectionRange(adjust(selectionStart), adjust(selectionEnd));
    });
  };

  private close(): void {
    this.opened += 1;
    this.draft?.close();
    this.draft = undefined;
  }
}
