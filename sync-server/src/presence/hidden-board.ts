import type { Bus } from "@rally/shared/server/bus";
import type { Database } from "@rally/shared/server/database";
import type { Logger } from "@rally/shared/server/logger";

/** Who wishes to be seen by nobody. */
export interface Hidden {
  /** Whether a user who is connected to this process appears offline. */
  has(userId: string): boolean;
}

/** For a process that shows nobody anything. */
export const nobodyHidden: Hidden = { has: () => false };

interface Held {
  connections: number;
  hidden: boolean;
  loading: Promise<void>;
}

/**
 * Which of those who are connected to this process appear offline. Their rows tell; hints only say
 * when to read them again.
 */
export class HiddenBoard implements Hidden {
  private readonly held = new Map<string, Held>();
  private readonly database: Database;
  /** Called for one who has hidden, or shows again. */
  private readonly changed: (userId: string) => void;

  constructor(
    context: { database: Database; bus: Bus; logger: Logger },
    changed: (userId: string) => void,
  ) {
    this.database = context.database;
    this.changed = changed;
    context.bus.subscribe("appearance", ({ user }) => {
      this.reload([user]).catch((error: unknown) => {
        context.logger.warn({ err: error }, "it cannot be read who appears offline");
      });
    });
  }

  has(userId: string): boolean {
    return this.held.get(userId)?.hidden ?? false;
  }

  /** Counts a connection of a user, of whom it is known when this resolves. */
  async enter(userId: string): Promise<void> {
    const held = this.held.get(userId);
    if (held) {
      held.connections += 1;
      return held.loading;
    }
    const fresh: Held = { connections: 1, hidden: true, loading: Promise.resolve() };
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

  /** Reads the rows of those of `users` who are connected here anew. */
  async reload(users: Iterable<string> = this.held.keys()): Promise<void> {
    const here = [...users].filter((user) => this.held.has(user));
    if (here.length === 0) return;
    const hidden = new Set(
      await this.database<{ id: string; appears_offline: boolean }>("users")
        .whereRaw("id = any(?::uuid[])", [here])
        .where("appears_offline", true)
        .pluck("id"),
    );
    for (const user of here) {
      const held = this.held.get(user);
      if (!held || held.hidden === hidden.has(user)) continue;
      held.hidden = hidden.has(user);
      this.changed(user);
    }
  }
}
