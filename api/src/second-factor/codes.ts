import type { Transaction } from "@rally/shared/server/database";
import type { ApiContext } from "../http/index.js";
import { recoveryCodeFits } from "./recovery-codes.js";
import { appCodeFits, hasSecondFactor } from "./secrets.js";

/** What a code is when it fits: the app's of this moment, or a recovery code; either works once. */
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
