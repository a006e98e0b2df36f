import type { Database, Transaction } from "@rally/shared/server/database";
import { User } from "@rally/shared/server/models";

/** Somebody by their name, or by one they had within the last 30 days: who they are now. */
export async function personByName(
  source: Database | Transaction,
  name: string,
): Promise<User | undefined> {
  return (
    User.query(source)
      .whereNull("deleted_at")
      .whereRaw(
        `(lower(username) = lower(:name) or id in (
        select user_id from former_names where username = lower(:name) and until > now()))`,
        { name },
      )
      // A name is somebody's or was somebody's, never both; its owner stands first should it be.
      .orderByRaw("lower(username) = lower(?) desc", [name])
      .first()
  );
}
