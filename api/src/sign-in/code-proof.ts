import type { Transaction } from "@rally/shared/server/database";
import type { User } from "@rally/shared/server/models";
import { tellChange } from "../accounts/index.js";
import type { ApiContext } from "../http/index.js";
import { kindOfCode } from "../second-factor/index.js";

/** Whether a code is one of the user's, which is used up then; of a recovery code they are told. */
export async function codeProves(
  context: ApiContext,
  trx: Transaction,
  user: User,
  code: string,
): Promise<boolean> {
  const kind = await kindOfCode(context, trx, user.id, code);
  if (kind === "recovery") await tellChange(context, trx, user, "recoveryCodeUsed");
  return kind !== undefined;
}
