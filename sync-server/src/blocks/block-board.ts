import type { Bus } from "@rally/shared/server/bus";
import type { Logger } from "@rally/shared/server/logger";
import { blockedIdsSql } from "@rally/shared/server/models";
import { ConnectedUsers } from "../connected/index.js";
import type { Query } from "../query/index.js";

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
 * tell; hints, and the change feed, only say when to read them again.
 */
export class BlockBoard extends ConnectedUsers<Others> implements Blocks {
  /** @param changed Called for two who have blocked each other, or do not any more. */
  constructor(
    { query, bus, logger }: { query: Query; bus: Bus; logger: Logger },
    changed: (one: string, other: string) => void,
  ) {
    super({
      ...{ unread: nobody, none: nobody },
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

  between(one: string, other: string): boolean {
    return (this.of(one)?.has(other) ?? false) || (this.of(other)?.has(one) ?? false);
  }
}

async function blocksOf(query: Query, users: readonly string[]): Promise<Map<string, Others>> {
  const rows = await query<{ user: string; others: string[] }>(
    `select w.id as user, ${blockedIdsSql("w.id")}::text[] as others
     from unnest($1::uuid[]) as w (id)`,
    [users],
  );
  return new Map(rows.map(({ user, others }) => [user, new Set(others)]));
}
