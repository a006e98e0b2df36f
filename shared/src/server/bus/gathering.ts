import type { Back, Spoken } from "./hints.js";

/** Hints said within this time travel together: a busy room is not a message for each message. */
const GATHER_MS = 5;
/** What surrounds the hints in a message: brackets and the speaker's id. */
const FRAME_BYTES = 64;

/** Gathers hints for a few milliseconds, and hands them on in order, in as few messages as fit. */
export class Gathering {
  private waiting: (Spoken | Back)[] = [];
  private timer: NodeJS.Timeout | undefined;
  private readonly options: { self: string; bytes: number; send: (payload: string) => void };

  /** `bytes`: what one message may have; a hint that fits in none is left out. */
  constructor(options: Gathering["options"]) {
    this.options = options;
  }

  add(spoken: Spoken | Back): void {
    this.waiting.push(spoken);
    this.timer ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  /** Hands on at once what waits. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const parts = this.waiting.splice(0).flatMap((spoken) => this.written(spoken) ?? []);
    for (const payload of this.packed(parts)) this.options.send(payload);
  }

  /** A hint as JSON; an update's bytes are left out where they do not fit, for they can be read. */
  private written(spoken: Spoken | Back): string | undefined {
    const part = JSON.stringify(spoken);
    if (this.fits(part)) return part;
    if (spoken[0] !== "moved" || spoken[1].bytes === undefined) return undefined;
    return this.written(["moved", { ...spoken[1], bytes: undefined }]);
  }

  private fits(part: string): boolean {
    return Buffer.byteLength(part) + 1 <= this.options.bytes - FRAME_BYTES;
  }

  private *packed(parts: readonly string[]): Generator<string> {
    let together: string[] = [];
    let bytes = 0;
    const pack = (): string => `["${this.options.self}",[${together.join(",")}]]`;
    for (const part of parts) {
      const size = Buffer.byteLength(part) + 1;
      if (bytes + size > this.options.bytes - FRAME_BYTES) {
        yield pack();
        together = [];
        bytes = 0;
      }
      together.push(part);
      bytes += size;
    }
    if (together.length > 0) yield pack();
  }
}
