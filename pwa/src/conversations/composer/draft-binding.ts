import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Device } from "../../device/index.js";
import { ComposerText } from "./composer-text.js";

/** Binds a text field to a conversation's draft. */
export class DraftBinding implements ReactiveController {
  private composerText: ComposerText;
  private isOpen = false;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly field: () => HTMLTextAreaElement | null,
  ) {
    host.addController(this);
    this.composerText = this.newText();
  }

  hostConnected(): void {}

  hostDisconnected(): void {
    this.close();
  }

  get text(): string {
    return this.composerText.text;
  }

  /** @throws the error of opening the draft; typed text is saved anyway. */
  open(device: Device, conversationId: string): Promise<void> {
    if (this.isOpen) this.close();
    this.isOpen = true;
    return this.composerText.open(device, conversationId);
  }

  write(text: string, caret?: number): void {
    this.composerText.write(text, caret);
  }

  /** Returns the text, which outlives the field; call its `release` after the message was stored. */
  retain(): ComposerText {
    return this.composerText.retain();
  }

  private newText(): ComposerText {
    const created: ComposerText = new ComposerText(
      () => this.host.requestUpdate(),
      (_text, adjust) => {
        if (created === this.composerText) this.moveCaret(adjust);
      },
    );
    return created;
  }

  private moveCaret(adjust: (caret: number) => number): void {
    const field = this.field();
    const { selectionStart, selectionEnd } = field ?? { selectionStart: 0, selectionEnd: 0 };
    this.host.requestUpdate();
    // Setting a field's value moves its caret to the end, so the caret is set again.
    void this.host.updateComplete.then(() => {
      if (!field?.matches(":focus") || this.composerText.isOutsideDraft) return;
      field.setSelectionRange(adjust(selectionStart), adjust(selectionEnd));
    });
  }

  private close(): void {
    this.composerText.release();
    this.composerText = this.newText();
    this.isOpen = false;
  }
}
