import { RallyError } from "@rally/shared/errors";
import type { Transaction } from "@rally/shared/server/database";
import type { User } from "@rally/shared/server/models";

/** Called, under the user's lock, once one way in is gone. @throws RallyError `last_way_in` */
export async function requireWayIn(trx: Transaction, user: User): Promise<void> {
  if (user.passwordHash !== null) return;
  for (const table of ["identities", "passkeys"] as const) {
    if (await trx(table).where("user_id", user.id).first()) return;
  }
  throw new RallyError("last_way_in", "Nobody could sign in any more");
}
