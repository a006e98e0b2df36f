import type { Back, HintMessage } from "./hints.js";

/**
 * Hints published within this time are sent in one message, so that a busy room does not cause a
 * message for each hint.
 */
const BATCH_MS = 5;
/** Bytes of a message beside its hints: brackets and the publisher's id. */
const FRAME_BYTES = 64;

/** Batches hints for a few milliseconds and sends them in order, in as few messages as possible. */
export class HintBatcher {
  private waiting: (HintMessage | Back)[] = [];
  private timer: NodeJS.Timeout | undefined;
  private readonly options: { self: string; bytes: number; send: (payload: string) => void };

  /** `bytes`: the largest message size; a larger hint is dropped. */
  constructor(options: HintBatcher["options"]) {
    this.options = options;
  }

  add(message: HintMessage | Back): void {
    this.waiting.push(message);
    this.timer ??= setTimeout(() => this.flush(), BATCH_MS);
  }

  /** Sends all pending hints immediately. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const hints = this.waiting.splice(0).flatMap((message) => this.written(message) ?? []);
    for (const payload of this.packed(hints)) this.options.send(payload);
  }

  /**
   * A hint as JSON. An update's bytes are omitted when they do not fit; receivers read them from
   * the database.
   */
  private written(message: HintMessage | Back): string | undefined {
    const hint = JSON.stringify(message);
    if (this.fits(hint)) return hint;
    if (message[0] !== "moved" || message[1].bytes === undefined) return undefined;
    return this.written(["moved", { ...message[1], bytes: undefined }]);
  }

  private fits(hint: string): boolean {
    return Buffer.byteLength(hint) + 1 <= this.options.bytes - FRAME_BYTES;
  }

  private *packed(hints: readonly string[]): Generator<string> {
    let batch: string[] = [];
    let bytes = 0;
    const pack = (): string => `["${this.options.self}",[${batch.join(",")}]]`;
    for (const hint of hints) {
      const size = Buffer.byteLength(hint) + 1;
      if (bytes + size > this.options.bytes - FRAME_BYTES) {
        yield pack();
        batch = [];
        bytes = 0;
      }
      batch.push(hint);
      bytes += size;
    }
    if (batch.length > 0) yield pack();
  }
}
