import { runPrepared, type Database, type Transaction } from "@rally/shared/server/database";
import { bannedSql } from "@rally/shared/server/models";

/** Whether a user is an admin of the server. */
export async function isServerAdmin(
  source: Database | Transaction,
  userId: string,
): Promise<boolean> {
  const rows = await runPrepared<object>(
    source,
    {
      name: "is_server_admin",
      text: `select 1 from users where id = $1 and role = 'admin' and deleted_at is null
        and not ${bannedSql("users")}`,
    },
    [userId],
  );
  return rows.length > 0;
}
