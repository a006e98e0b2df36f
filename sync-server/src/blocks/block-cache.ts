import type { Bus } from "@rally/shared/server/bus";
import type { Logger } from "@rally/shared/server/logger";
import { blockedUsersSql } from "@rally/shared/server/models";
import { ConnectedUsers } from "../connected/index.js";
import type { Query } from "../query/index.js";

/** Who must not be shown to whom. */
export interface Blocks {
  /** Whether one of the two has blocked the other; at least one of them must be connected here. */
  isBlocked(one: string, other: string): boolean;
}

/** For a process without readers. */
export const noBlocks: Blocks = { isBlocked: () => false };

type Others = ReadonlySet<string>;
const noOthers: Others = new Set();

/**
 * The blocks of and against the users who are connected to this process [S14]. They come from rows;
 * hints and the change feed only cause a new read.
 */
export class BlockCache extends ConnectedUsers<Others> implements Blocks {
  /** @param changed is called for two users when a block between them begins or ends. */
  constructor(
    { query, bus, logger }: { query: Query; bus: Bus; logger: Logger },
    changed: (one: string, other: string) => void,
  ) {
    super({
      ...{ unread: noOthers, none: noOthers },
      read: (users) => blocksOf(query, users),
      learn(user, before, now) {
        for (const other of before) if (!now.has(other)) changed(user, other);
        for (const other of now) {
          if (before.has(other)) continue;
          changed(user, other);
          logger.info({ user, other }, "two users were hidden from each other");
        }
      },
      onFailure(error) {
        logger.warn({ err: error }, "failed to read blocks");
      },
    });
    bus.subscribe("blocked", ({ by, user }) => {
      this.reloadSoon([by, user]);
    });
  }

  isBlocked(one: string, other: string): boolean {
    return (this.of(one)?.has(other) ?? false) || (this.of(other)?.has(one) ?? false);
  }
}

async function blocksOf(query: Query, users: readonly string[]): Promise<Map<string, Others>> {
  const rows = await query<{ user: string; others: string[] }>(
    `select w.id as user, ${blockedUsersSql("w.id")}::text[] as others
     from unnest($1::uuid[]) as w (id)`,
    [users],
  );
  return new Map(rows.map(({ user, others }) => [user, new Set(others)]));
}
