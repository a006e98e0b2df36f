import { createHash } from "node:crypto";
import type { Transaction } from "@rally/shared/server/database";
import type { User } from "@rally/shared/server/models";
import { openChallenge } from "../challenges.js";
import type { ApiContext } from "../../http/index.js";
import { recoveryCodeFits } from "./recovery-codes.js";
import { appCodeFits, hasSecondFactor } from "./totp.js";

/** Binds the second step to the password hash at the first one. */
export interface SecondFactorChallenge {
  boundTo: string;
}

/** Creates a challenge for the second factor; undefined when the user has none. */
export async function secondFactorChallenge(
  context: ApiContext,
  trx: Transaction,
  user: User,
): Promise<string | undefined> {
  if (!(await hasSecondFactor(trx, user.id))) return undefined;
  const data: SecondFactorChallenge = { boundTo: boundTo(user) };
  return openChallenge(context, "second factor", { userId: user.id, data }, trx);
}

/** A password change between the two steps ends the sign-in. */
export function boundTo({ passwordHash }: Pick<User, "passwordHash">): string {
  return createHash("sha256")
    .update(passwordHash ?? "")
    .digest("base64url");
}

/** The kind of a valid code, from the app or a recovery code; both are used up. */
export async function kindOfCode(
  context: ApiContext,
  trx: Transaction,
  userId: string,
  code: string,
): Promise<"app" | "recovery" | undefined> {
  const digits = code.replaceAll(/[\s-]/g, "");
  if (/^\d{6}$/.test(digits)) {
    return (await appCodeFits(context, trx, userId, digits)) ? "app" : undefined;
  }
  const fits =
    (await hasSecondFactor(trx, userId)) && (await recoveryCodeFits(context, trx, userId, code));
  return fits ? "recovery" : undefined;
}
