import { limits } from "@rally/shared/limits";
import type { Device } from "../../device/index.js";
import type { Draft, RemoteChange } from "../../drafts/index.js";
import { SavedText } from "./saved-text.js";

/**
 * Characters of a draft that is synchronized: twice the limit of a message. A longer text stays on
 * this device until it is shortened, because the server would not accept its frame.
 */
export const DRAFT_LENGTH = 2 * limits.textLength;

/**
 * The text in the composer of a conversation. Text typed before the draft is open (which needs Yjs,
 * loaded after the first paint) is saved, and then appended to the draft.
 */
export class ComposerText {
  private draft: Draft | undefined;
  /** Typed before the draft was open, or too long for it. */
  private textOutsideDraft: { kind: "early" | "long"; text: string } | undefined;
  private saved: SavedText<`heldWords.${string}`> | undefined;
  /** Whether the saved text is also in the draft by now. */
  private isSavedTwice = false;
  private stored: (() => Promise<void>) | undefined;
  private retainCount = 1;

  /** @param changed is called after each change of `text`; `remote` for other devices' changes. */
  constructor(
    private readonly changed: () => void,
    private readonly remote: RemoteChange,
  ) {}

  get text(): string {
    return this.textOutsideDraft?.text ?? this.draft?.text ?? "";
  }

  get isOutsideDraft(): boolean {
    return this.textOutsideDraft !== undefined;
  }

  /** @throws the error of opening the draft; typed text is saved anyway. */
  async open(
    device: Pick<Device, "database" | "openDraft" | "stored">,
    conversationId: string,
  ): Promise<void> {
    const saved = new SavedText(device.database, `heldWords.${conversationId}`);
    this.saved = saved;
    this.stored = () => device.stored();
    const before = await saved.read();
    if (this.retainCount === 0) return;
    if (before && before.text.length > (this.textOutsideDraft?.text.length ?? 0)) {
      this.textOutsideDraft = this.textOutsideDraft
        ? { ...before, text: before.text + this.textOutsideDraft.text }
        : before;
      this.changed();
    }
    const draft = await device.openDraft(conversationId);
    if (this.retainCount === 0) {
      draft.close();
      return;
    }
    this.draft = draft;
    draft.onRemote(this.remote);
    this.changed();
    if (this.textOutsideDraft?.kind !== "early") return;
    // If the page closed between the two writes, the draft already contains the text.
    const { text } = this.textOutsideDraft;
    this.isSavedTwice = true;
    this.write(draft.text.endsWith(text) ? draft.text : draft.text + text);
  }

  write(text: string, caret?: number): void {
    const kindBefore = this.textOutsideDraft?.kind;
    if (text.length > DRAFT_LENGTH) this.textOutsideDraft = { kind: "long", text };
    else if (!this.draft) this.textOutsideDraft = { kind: "early", text };
    else {
      this.textOutsideDraft = undefined;
      this.draft.replace(text, caret);
    }
    if (this.textOutsideDraft) this.saved?.save(text === "" ? undefined : this.textOutsideDraft);
    else if (kindBefore === "long") this.isSavedTwice = true;
    if (this.isSavedTwice && !this.textOutsideDraft) void this.forgetSaved();
    this.changed();
  }

  /** Waits until the draft is stored; if that fails, the next change tries again. */
  private async forgetSaved(): Promise<void> {
    try {
      await this.stored?.();
    } catch {
      // The component that stores the draft reports the error.
      return;
    }
    if (this.textOutsideDraft) return;
    this.isSavedTwice = false;
    this.saved?.save(undefined);
  }

  /** Removes text that is stored as a message; text typed around it in the meantime is kept. */
  remove(stored: string): void {
    const rest = without(this.text, stored);
    if (rest !== undefined) this.write(rest);
  }

  /** Keeps it open after its field is removed, until one more call of `release`. */
  retain(): this {
    this.retainCount += 1;
    return this;
  }

  release(): void {
    this.retainCount -= 1;
    if (this.retainCount > 0) return;
    this.draft?.close();
    this.saved?.close();
  }
}

/** `text` without `stored`, which may contain one insertion; undefined if parts of it are missing. */
function without(text: string, stored: string): string | undefined {
  let start = 0;
  while (start < stored.length && text[start] === stored[start]) start += 1;
  // A cut inside a surrogate pair would leave two invalid characters.
  if (start < stored.length && /[\uD800-\uDBFF]/.test(stored[start - 1] ?? "")) start -= 1;
  const rest = stored.slice(start);
  if (text.length < stored.length || !text.endsWith(rest)) return undefined;
  return text.slice(start, text.length - rest.length);
}
