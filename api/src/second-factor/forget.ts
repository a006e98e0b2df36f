import type { Transaction } from "@rally/shared/server/database";

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
