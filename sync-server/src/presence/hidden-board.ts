import type { Bus } from "@rally/shared/server/bus";
import type { Database } from "@rally/shared/server/database";
import type { Logger } from "@rally/shared/server/logger";
import { ConnectedUsers } from "../connected/index.js";

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
    { database, bus, logger }: { database: Database; bus: Bus; logger: Logger },
    changed: (userId: string) => void,
  ) {
    super({
      ...{ unread: true, none: false },
      read: (users) => hiddenAmong(database, users),
      learn(userId, before, now) {
        if (before !== now) changed(userId);
      },
    });
    bus.subscribe("appearance", ({ user }) => {
      this.reload([user]).catch((error: unknown) => {
        logger.warn({ err: error }, "it cannot be read who appears offline");
      });
    });
  }

  has(userId: string): boolean {
    return this.of(userId) ?? false;
  }
}

async function hiddenAmong(
  database: Database,
  users: readonly string[],
): Promise<Map<string, boolean>> {
  const hidden = await database<{ id: string; appears_offline: boolean }>("users")
    .whereRaw("id = any(?::uuid[])", [[...users]])
    .where("appears_offline", true)
    .pluck("id");
  return new Map(hidden.map((id) => [id, true]));
}
