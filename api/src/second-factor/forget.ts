import type { Transaction } from "@rally/shared/server/database";
import { hasSecondFactor } from "./secrets.js";

/** Forgets every way in but the password, for an account that is deleted. */
export async function forgetSignInMethods(trx: Transaction, userId: string): Promise<void> {
  for (const table of [
    "identities",
    "passkeys",
    "second_factors",
    "recovery_codes",
    "challenges",
  ] as const) {
    await trx(table).where("user_id", userId).delete();
  }
}

/**
 * Forgets the ways in that were added to an account whose address nobody had confirmed yet, when
 * whoever reads that address takes it up: a stranger may have made the account, to get in later.
 * What it was made with stays, and all of it where a second factor keeps the reader out as well.
 */
export async function forgetPlantedWaysIn(trx: Transaction, user: { id: string }): Promise<void> {
  if (await hasSecondFactor(trx, user.id)) return;
  await trx("passkeys").where("user_id", user.id).delete();
  await trx.raw(
    `delete from identities using users
     where users.id = identities.user_id and users.id = ?
       and identities.created_at > users.created_at`,
    [user.id],
  );
}
