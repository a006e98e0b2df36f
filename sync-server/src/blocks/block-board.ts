import type { Bus } from "@rally/shared/server/bus";
import type { Database } from "@rally/shared/server/database";
import type { Logger } from "@rally/shared/server/logger";

/** Who must not be shown to whom. */
export interface Blocks {
  /** Whether one of the two has blocked the other; at least one of them must be connected here. */
  between(one: string, other: string): boolean;
}

/** For a process that shows nobody anything. */
export const noBlocks: Blocks = { between: () => false };

interface Held {
  connections: number;
  others: ReadonlySet<string>;
  loading: Promise<void>;
}

/**
 * The blocks of those who are connected to this process, whoever of the two made them [S14]. Rows
 * tell; hints, and what the rights' watch sees, only say when to read them again.
 */
export class BlockBoard implements Blocks {
  private readonly held = new Map<string, Held>();
  private readonly database: Database;
  private readonly logger: Logger;
  /** Called for two who have blocked each other, or do not any more. */
  private readonly changed: (one: string, other: string) => void;

  constructor(
    context: { database: Database; bus: Bus; logger: Logger },
    changed: (one: string, other: string) => void,
  ) {
    this.database = context.database;
    this.logger = context.logger;
    this.changed = changed;
    context.bus.subscribe("blocked", ({ by, user }) => {
      this.reload([by, user]).catch((error: unknown) => {
        this.logger.warn({ err: error }, "blocks cannot be read");
      });
    });
  }

  between(one: string, other: string): boolean {
    const [here, there] = [this.held.get(one)?.others, this.held.get(other)?.others];
    return here ? here.has(other) : (there?.has(one) ?? false);
  }

  /** Counts a connection of a user, whose blocks are known when this resolves. */
  async enter(userId: string): Promise<void> {
    const held = this.held.get(userId);
    if (held) {
      held.connections += 1;
      return held.loading;
    }
    const fresh: Held = { connections: 1, others: new Set(), loading: Promise.resolve() };
    this.held.set(userId, fresh);
    fresh.loading = this.reload([userId]);
    return fresh.loading;
  }

  leave(userId: string): void {
    const held = this.held.get(userId);
    if (!held) return;
    held.connections -= 1;
    if (held.connections === 0) this.held.delete(userId);
  }

  /** Reads the blocks of those of `users` who are connected here anew. */
  async reload(users: Iterable<string> = this.held.keys()): Promise<void> {
    const here = [...users].filter((user) => this.held.has(user));
    if (here.length === 0) return;
    const found = await this.blocksOf(here);
    for (const user of here) {
      const held = this.held.get(user);
      if (!held) continue;
      const [before, after] = [held.others, found.get(user) ?? new Set<string>()];
      held.others = after;
      for (const other of before) if (!after.has(other)) this.changed(user, other);
      for (const other of after) if (!before.has(other)) this.changed(user, other);
    }
  }

  private async blocksOf(users: string[]): Promise<Map<string, Set<string>>> {
    const { rows } = await this.database.raw<{ rows: { user: string; other: string }[] }>(
      `select blocker_id as user, blocked_id as other from blocks where blocker_id = any(:users::uuid[])
       union select blocked_id, blocker_id from blocks where blocked_id = any(:users::uuid[])`,
      { users },
    );
    const found = new Map<string, Set<string>>();
    for (const { user, other } of rows) found.set(user, (found.get(user) ?? new Set()).add(other));
    return found;
  }
}
