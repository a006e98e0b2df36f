import type { Bus } from "@rally/shared/server/bus";
import type { Logger } from "@rally/shared/server/logger";
import { ConnectedUsers } from "../connected/index.js";
import type { Query } from "../query/index.js";

/** The users who appear offline. */
export interface Hidden {
  /** Whether a user who is connected to this process appears offline. */
  has(userId: string): boolean;
}

/** For a process that shows no presence. */
export const noneHidden: Hidden = { has: () => false };

/**
 * The connected users of this process who appear offline. A user counts as hidden until their row
 * is read. Hints only cause a new read.
 */
export class HiddenUsersCache extends ConnectedUsers<boolean> implements Hidden {
  /** @param changed is called when a user hides or becomes visible again. */
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
        logger.warn({ err: error }, "failed to read the users who appear offline");
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
