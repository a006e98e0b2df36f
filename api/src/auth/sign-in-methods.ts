import { RallyError } from "@rally/shared/errors";
import type { Transaction } from "@rally/shared/server/database";
import type { User } from "@rally/shared/server/models";
import { hasSecondFactor } from "./second-factor/totp.js";

/** Deletes all sign-in methods but the password, for an account that is deleted. */
export async function deleteSignInMethods(trx: Transaction, userId: string): Promise<void> {
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
 * Deletes passkeys and provider identities of an account whose address was unconfirmed until now:
 * another person may have registered it with this address to keep access to it. Keeps them when a
 * second factor is on, because it stops the new user of the address as well.
 */
export async function deleteUnconfirmedSignInMethods(
  trx: Transaction,
  user: { id: string },
): Promise<void> {
  if (await hasSecondFactor(trx, user.id)) return;
  for (const table of ["passkeys", "identities"] as const) {
    await trx(table).where("user_id", user.id).delete();
  }
}

/**
 * Call it under the user's lock, after a sign-in method was removed.
 * @throws RallyError `last_way_in`
 */
export async function requireSignInMethod(trx: Transaction, user: User): Promise<void> {
  if (user.passwordHash !== null) return;
  for (const table of ["identities", "passkeys"] as const) {
    if (await trx(table).where("user_id", user.id).first()) return;
  }
  throw new RallyError("last_way_in", "At least one sign-in method must remain");
}
