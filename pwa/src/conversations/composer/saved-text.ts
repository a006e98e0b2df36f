import { storing, type MetaRows, type RallyDatabase } from "../../database/index.js";
import { beforeAppUpdate } from "../../service-worker/index.js";
import { forgetUnsavedText, storeUnsavedText, readUnsavedText } from "./unsaved-text.js";

/**
 * Stores text that is in no draft, one write at a time; the newest value is kept. A reload for an
 * update waits for it.
 */
export class SavedText<K extends `edit.${string}` | `heldWords.${string}`> {
  private waiting: { value: MetaRows[K] | undefined } | undefined;
  private underWay: { value: MetaRows[K] | undefined } | undefined;
  private writing: Promise<void> | undefined;
  private failure: unknown;
  private readonly release: () => void;

  constructor(
    private readonly database: RallyDatabase,
    private readonly key: K,
  ) {
    this.release = beforeAppUpdate(() => this.settled());
  }

  async read(): Promise<MetaRows[K] | undefined> {
    const left = readUnsavedText(this.database.userId, this.key);
    if (!left) return this.database.getMeta(this.key);
    const value = left.value as MetaRows[K] | undefined;
    this.save(value);
    return value;
  }

  /** Starts writing at once; `undefined` deletes the value. */
  save(value: MetaRows[K] | undefined): void {
    this.waiting = { value };
    addEventListener("pagehide", this.storeUnsaved);
    this.start();
  }

  /** Resolves when every value so far is stored. @throws the error if it cannot be written. */
  async settled(): Promise<void> {
    if (this.waiting) this.start();
    await this.writing;
    if (this.waiting) throw this.failure;
  }

  close(): void {
    this.release();
  }

  /** An unload aborts the write in progress. */
  private readonly storeUnsaved = (): void => {
    const unsaved = this.waiting ?? this.underWay;
    if (unsaved) storeUnsavedText(this.database.userId, this.key, unsaved.value);
  };

  private start(): void {
    this.writing ??= this.write().finally(() => {
      this.writing = undefined;
    });
  }

  private async write(): Promise<void> {
    while (this.waiting) {
      const next = this.waiting;
      [this.underWay, this.waiting] = [next, undefined];
      try {
        await storing(async () => {
          if (next.value === undefined) await this.database.meta.delete(this.key);
          else await this.database.setMeta(this.key, next.value);
        });
      } catch (error) {
        // `storageFull` informs the user; the text is still in the field.
        console.error("failed to save the composer's text", error);
        if (this.waiting) continue;
        this.waiting = next;
        this.failure = error;
        return;
      } finally {
        this.underWay = undefined;
      }
    }
    forgetUnsavedText(this.database.userId, this.key);
    removeEventListener("pagehide", this.storeUnsaved);
  }
}
