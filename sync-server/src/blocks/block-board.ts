import type { Bus } from "@rally/shared/server/bus";
import type { Database } from "@rally/shared/server/database";
import type { Logger } from "@rally/shared/server/logger";
import { ConnectedUsers } from "../connected/index.js";

/** Who must not be shown to whom. */
export interface Blocks {
  /** Whether one of the two has blocked the other; at least one of them must be connected here. */
  between(one: string, other: string): boolean;
}

/** For a process that shows nobody anything. */
export const noBlocks: Blocks = { between: () => false };

type Others = ReadonlySet<string>;
const nobody: Others = new Set();

/**
 * The blocks of those who are connected to this process, whoever of the two made them [S14]. Rows
 * tell; hints, and what the rights' watch sees, only say when to read them again.
 */
export class BlockBoard extends ConnectedUsers<Others> implements Blocks {
  /** @param changed Called for two who have blocked each other, or do not any more. */
  constructor(
    { database, bus, logger }: { database: Database; bus: Bus; logger: Logger },
    changed: (one: string, other: string) => void,
  ) {
    super({
      ...{ unread: nobody, none: nobody },
      read: (users) => blocksOf(database, users),
      learn(user, before, now) {
        for (const other of before) if (!now.has(other)) changed(user, other);
        for (const other of now) if (!before.has(other)) changed(user, other);
      },
    });
    bus.subscribe("blocked", ({ by, user }) => {
      this.reload([by, user]).catch((error: unknown) => {
        logger.warn({ err: error }, "blocks cannot be read");
      });
    });
  }

  between(one: string, other: string): boolean {
    return this.of(one)?.has(other) ?? this.of(other)?.has(one) ?? false;
  }
}

async function blocksOf(
  database: Database,
  users: readonly string[],
): Promise<Map<string, Set<string>>> {
  const { rows } = await database.raw<{ rows: { user: string; other: string }[] }>(
    `select blocker_id as user, blocked_id as other from blocks where blocker_id = any(:users::uuid[])
     union select blocked_id, blocker_id from blocks where blocked_id = any(:users::uuid[])`,
    { users: [...users] },
  );
  const found = new Map<string, Set<string>>();
  for (const { user, other } of rows) found.set(user, (found.get(user) ?? new Set()).add(other));
  return found;
}
