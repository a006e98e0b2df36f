import { limits } from "@rally/shared/limits";
import type { Device } from "../device/index.js";
import type { Draft, RemoteChange } from "../drafts/index.js";
import { SavedWords } from "./saved-words.js";

/**
 * Characters of a draft that all devices share: twice what can be sent. More, a pasted book, stays on
 * this device until it is shortened: one frame of it would be more than the server takes.
 */
export const DRAFT_LENGTH = 2 * limits.textLength;

/**
 * The words in the field of one conversation. What is typed before the draft is open (it comes with
 * Yjs, after the first paint) is saved, and appended to what the draft already says.
 */
export class DraftWords {
  private draft: Draft | undefined;
  /** Words that the draft does not hold: typed before it was open, or more than it takes. */
  private held: { kind: "early" | "long"; text: string } | undefined;
  private saved: SavedWords<`heldWords.${string}`> | undefined;
  /** Whether words are still saved that the draft holds by now. */
  private isSavedTwice = false;
  private stored: (() => Promise<void>) | undefined;
  private holders = 1;

  /** @param changed is called at each change of `text`, `remote` when it came from elsewhere. */
  constructor(
    private readonly changed: () => void,
    private readonly remote: RemoteChange,
  ) {}

  get text(): string {
    return this.held?.text ?? this.draft?.text ?? "";
  }

  get isHeld(): boolean {
    return this.held !== undefined;
  }

  /** @throws what keeps the draft from being opened; what is typed is saved all the same. */
  async open(
    device: Pick<Device, "database" | "openDraft" | "stored">,
    conversationId: string,
  ): Promise<void> {
    const saved = new SavedWords(device.database, `heldWords.${conversationId}`);
    this.saved = saved;
    this.stored = () => device.stored();
    const before = await saved.read();
    if (this.holders === 0) return;
    if (before && before.text.length > (this.held?.text.length ?? 0)) {
      this.held = this.held ? { ...before, text: before.text + this.held.text } : before;
      this.changed();
    }
    const draft = await device.openDraft(conversationId);
    if (this.holders === 0) {
      draft.close();
      return;
    }
    this.draft = draft;
    draft.onRemote(this.remote);
    this.changed();
    if (this.held?.kind !== "early") return;
    // They are in the draft already where the page ended between the two writes.
    const { text } = this.held;
    this.isSavedTwice = true;
    this.write(draft.text.endsWith(text) ? draft.text : draft.text + text);
  }

  write(text: string, caret?: number): void {
    const wasHeld = this.held?.kind;
    if (text.length > DRAFT_LENGTH) this.held = { kind: "long", text };
    else if (!this.draft) this.held = { kind: "early", text };
    else {
      this.held = undefined;
      this.draft.replace(text, caret);
    }
    if (this.held) this.saved?.save(text === "" ? undefined : this.held);
    else if (wasHeld === "long") this.isSavedTwice = true;
    if (this.isSavedTwice && !this.held) void this.forgetSaved();
    this.changed();
  }

  /** Not before the draft is on the disk; when it cannot be stored, the next change tries again. */
  private async forgetSaved(): Promise<void> {
    try {
      await this.stored?.();
    } catch {
      // Reported by what stores the draft.
      return;
    }
    if (this.held) return;
    this.isSavedTwice = false;
    this.saved?.save(undefined);
  }

  /** Takes words out that have been sent; what was written around them meanwhile stays. */
  remove(sent: string): void {
    const rest = without(this.text, sent);
    if (rest !== undefined) this.write(rest);
  }

  /** Keeps it open after its field is gone, until `close` was called once more. */
  hold(): this {
    this.holders += 1;
    return this;
  }

  close(): void {
    this.holders -= 1;
    if (this.holders > 0) return;
    this.draft?.close();
    this.saved?.close();
  }
}

/** `text` without `sent`, in which at most one insertion was made; undefined when it lacks words of it. */
function without(text: string, sent: string): string | undefined {
  let start = 0;
  while (start < sent.length && text[start] === sent[start]) start += 1;
  // A cut through a surrogate pair would leave two broken characters.
  if (start < sent.length && /[\uD800-\uDBFF]/.test(sent[start - 1] ?? "")) start -= 1;
  const rest = sent.slice(start);
  if (text.length < sent.length || !text.endsWith(rest)) return undefined;
  return text.slice(start, text.length - rest.length);
}
