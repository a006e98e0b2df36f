import type { Database } from "@rally/shared/server/database";
import type { Logger } from "@rally/shared/server/logger";

/** Rows locked by one statement: a few milliseconds. */
const ROWS = 500;

/** Stores when users were last seen, in batches. Stores nothing for users who appear offline. */
export class SeenWriter {
  private readonly waiting = new Set<string>();
  private readonly database: Database;
  private readonly logger: Logger;

  constructor({ database, logger }: { database: Database; logger: Logger }) {
    this.database = database;
    this.logger = logger;
  }

  /** Adds users who are online, or were until now. */
  add(users: readonly string[]): void {
    for (const user of users) this.waiting.add(user);
  }

  /** Logs a failure without a retry: the users will be seen again. */
  async write(): Promise<void> {
    const users = [...this.waiting];
    this.waiting.clear();
    try {
      for (let start = 0; start < users.length; start += ROWS) {
        await writeLastSeen(this.database, users.slice(start, start + ROWS));
      }
    } catch (error) {
      this.logger.warn({ err: error }, "failed to store when users were last seen");
    }
  }
}

/** Locks users' rows in the order that all statements use. */
async function writeLastSeen(database: Database, users: readonly string[]): Promise<void> {
  await database.raw(
    `with seen as materialized (
       select id from users
       where id = any(?::uuid[]) and not appears_offline and deleted_at is null
       order by id for no key update
     )
     update users set last_seen_at = now() from seen where users.id = seen.id`,
    [[...users]],
  );
}
