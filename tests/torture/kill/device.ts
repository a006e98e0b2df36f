import {
  advanceCursor,
  foldMessage,
  isOfMessage,
  listChanges,
  type Change,
  type ChangedRow,
  type StoredMessage,
} from "@rally/shared/conversations";
import type { Person } from "./person.js";
import type { Record } from "./record.js";
import { backOff, isTransient } from "./retry.js";

/** A device's copy of one conversation, which applies the cursor rules of docs/PROTOCOL.md. */
export class Device {
  readonly messages = new Map<string, StoredMessage>();
  cursor = 0;
  /** The number of gaps between consecutive live changes. */
  gaps = 0;
  /** The number of messages first received live, and first received by a pull. */
  readonly first = { live: 0, pulled: 0 };
  private pulling: Promise<void> | undefined;
  private left = false;
  private readonly context: {
    name: string;
    conversation: string;
    owner: Person;
    urls: () => string[];
    record: Record;
  };

  constructor(context: Device["context"]) {
    this.context = context;
  }

  get name(): string {
    return this.context.name;
  }

  hear(changes: readonly Change[]): void {
    const { record, conversation, name } = this.context;
    for (const change of changes) {
      record.show(conversation, change, `to ${name}`);
      this.hold(change, "live");
    }
    const { cursor, gap } = advanceCursor(
      this.cursor,
      changes.map(({ version }) => version),
    );
    this.cursor = cursor;
    if (!gap) return;
    this.gaps += 1;
    void this.pull();
  }

  /** Pulls all pages after the cursor, with retries. */
  pull(): Promise<void> {
    this.pulling ??= this.pullAll().finally(() => (this.pulling = undefined));
    return this.pulling;
  }

  /**
   * Resolves when the device has all changes up to `version`; it pulls changes that did not arrive
   * live.
   */
  async settled(version: number): Promise<void> {
    await this.pulling;
    if (this.cursor < version) await this.pull();
  }

  leave(): void {
    this.left = true;
  }

  private async pullAll(): Promise<void> {
    const { conversation, owner, urls, record, name } = this.context;
    const path = listChanges.path.replace(":id", conversation);
    for (let attempt = 0; !this.left;) {
      const url = urls()[(attempt + this.gaps) % urls().length] ?? "";
      try {
        const asked = `${path}?since=${this.cursor}`;
        const { data, meta } = await owner.ask<ChangedRow[]>(url, asked);
        for (const row of data) this.hold(row, "pulled");
        this.cursor = Math.max(this.cursor, meta.version ?? 0);
        if (meta.next === undefined) return;
      } catch (error) {
        if (!isTransient(error)) {
          record.broken.push(`${name} was not let pull: ${(error as Error).message}`);
          return;
        }
        await backOff((attempt += 1));
      }
    }
  }

  private hold(input: Change | ChangedRow, how: "live" | "pulled"): void {
    if (!isOfMessage(input)) return;
    const held = this.messages.get(input.id);
    const folded = foldMessage(held, input);
    if (folded) this.messages.set(input.id, folded);
    if (!held) this.first[how] += 1;
  }
}
