import type { Transaction } from "@rally/shared/server/database";
import type { ApiContext } from "../http/index.js";
import { recoveryCodeFits } from "./recovery-codes.js";
import { appCodeFits, hasSecondFactor } from "./secrets.js";

/** Whether a code is the app's of this moment, or a recovery code; either works once. */
export async function codeFits(
  context: ApiContext,
  trx: Transaction,
  userId: string,
  code: string,
): Promise<boolean> {
  const digits = code.replaceAll(/[\s-]/g, "");
  if (/^\d{6}$/.test(digits)) return appCodeFits(context, trx, userId, digits);
  return (await hasSecondFactor(trx, userId)) && recoveryCodeFits(context, trx, userId, code);
}
