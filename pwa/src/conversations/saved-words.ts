import { storing, type MetaRows, type RallyDatabase } from "../database/index.js";
import { beforeUpdate } from "../service-worker/index.js";

/**
 * Keeps words on the disk that no draft holds, one write at a time; the newest wins. A reload for an
 * update waits for it.
 */
export class SavedWords<K extends `edit.${string}` | `heldWords.${string}`> {
  private waiting: { value: MetaRows[K] | undefined } | undefined;
  private writing: Promise<void> | undefined;
  private failure: unknown;
  private readonly release: () => void;

  constructor(
    private readonly database: RallyDatabase,
    private readonly key: K,
  ) {
    this.release = beforeUpdate(() => this.settled());
  }

  read(): Promise<MetaRows[K] | undefined> {
    return this.database.getMeta(this.key);
  }

  /** Begins to write at once; `undefined` forgets. */
  save(value: MetaRows[K] | undefined): void {
    this.waiting = { value };
    this.start();
  }

  /** Resolves once everything up to now is on the disk. @throws the reason when it cannot be written. */
  async settled(): Promise<void> {
    if (this.waiting) this.start();
    await this.writing;
    if (this.waiting) throw this.failure;
  }

  close(): void {
    this.release();
  }

  private start(): void {
    this.writing ??= this.write().finally(() => {
      this.writing = undefined;
    });
  }

  private async write(): Promise<void> {
    while (this.waiting) {
      const next = this.waiting;
      this.waiting = undefined;
      try {
        await storing(async () => {
          if (next.value === undefined) await this.database.meta.delete(this.key);
          else await this.database.setMeta(this.key, next.value);
        });
      } catch (error) {
        // `storageFull` tells the user; the words are still in the field.
        console.error("failed to save words", error);
        if (this.waiting) continue;
        this.waiting = next;
        this.failure = error;
        return;
      }
    }
  }
}
