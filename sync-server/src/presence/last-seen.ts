import type { Database } from "@rally/shared/server/database";
import type { Logger } from "@rally/shared/server/logger";

/** Rows locked by one statement: a few milliseconds. */
const ROWS = 500;

/** Writes down when users were last here, many at once; of those who appear offline nothing is kept. */
export class SeenWriter {
  private readonly waiting = new Set<string>();
  private readonly database: Database;
  private readonly logger: Logger;

  constructor({ database, logger }: { database: Database; logger: Logger }) {
    this.database = database;
    this.logger = logger;
  }

  /** They are here, or were until now. */
  add(users: readonly string[]): void {
    for (const user of users) this.waiting.add(user);
  }

  /** What fails is worth a line and no more: they will be seen again. */
  async write(): Promise<void> {
    const users = [...this.waiting];
    this.waiting.clear();
    try {
      for (let start = 0; start < users.length; start += ROWS) {
        await writeLastSeen(this.database, users.slice(start, start + ROWS));
      }
    } catch (error) {
      this.logger.warn({ err: error }, "when users were last seen could not be written");
    }
  }
}

/** Rows are locked in the order in which everybody locks users. */
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
