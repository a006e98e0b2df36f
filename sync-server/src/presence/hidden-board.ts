import type { Bus } from "@rally/shared/server/bus";
import type { Logger } from "@rally/shared/server/logger";
import { ConnectedUsers } from "../connected/index.js";
import type { Query } from "../query/index.js";

/** Who wishes to be seen by nobody. */
export interface Hidden {
  /** Whether a user who is connected to this process appears offline. */
  has(userId: string): boolean;
}

/** For a process that shows nobody anything. */
export const nobodyHidden: Hidden = { has: () => false };

/**
 * Which of those who are connected to this process appear offline; until it is known, they do.
 * Their rows tell; hints only say when to read them again.
 */
export class HiddenBoard extends ConnectedUsers<boolean> implements Hidden {
  /** @param changed Called for one who has hidden, or shows again. */
  constructor(
    { query, bus, logger }: { query: Query; bus: Bus; logger: Logger },
    changed: (userId: string) => void,
  ) {
    super({
      ...{ unread: true, none: false },
      read: (users) => hiddenAmong(query, users),
      learn(userId, before, now) {
        if (before !== now) changed(userId);
      },
      onFailure(error) {
        logger.warn({ err: error }, "failed to read who appears offline");
      },
    });
    bus.subscribe("appearance", ({ user }) => {
      this.reloadSoon([user]);
    });
  }

  has(userId: string): boolean {
    return this.of(userId) ?? false;
  }
}

async function hiddenAmong(query: Query, users: readonly string[]): Promise<Map<string, boolean>> {
  const hidden = await query<{ id: string }>(
    "select id from users where id = any($1::uuid[]) and appears_offline",
    [users],
  );
  return new Map(hidden.map(({ id }) => [id, true]));
}
