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
 * Forgets every way in but the password, of an account whose address nobody had confirmed yet, when
 * whoever reads that address takes it up: a stranger may have made the account, to get in later, be
 * it with a provider that lets one name any address. All of them stay where a second factor keeps
 * the reader out as well.
 */
export async function forgetPlantedWaysIn(trx: Transaction, user: { id: string }): Promise<void> {
  if (await hasSecondFactor(trx, user.id)) return;
  for (const table of ["passkeys", "identities"] as const) {
    await trx(table).where("user_id", user.id).delete();
  }
}
