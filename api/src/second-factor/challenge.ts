import { createHash } from "node:crypto";
import type { Transaction } from "@rally/shared/server/database";
import type { User } from "@rally/shared/server/models";
import { openChallenge } from "../challenges/index.js";
import type { ApiContext } from "../http/index.js";
import { hasSecondFactor } from "./secrets.js";

/** What the second step is bound to: the password as it was at the first one. */
export interface SecondFactorChallenge {
  boundTo: string;
}

/** What is asked of whoever proved the first factor; undefined when one is enough. */
export async function secondFactorChallenge(
  context: ApiContext,
  trx: Transaction,
  user: User,
): Promise<string | undefined> {
  if (!(await hasSecondFactor(trx, user.id))) return undefined;
  const data: SecondFactorChallenge = { boundTo: boundTo(user) };
  return openChallenge(context, "second factor", { userId: user.id, data }, trx);
}

/** A password changed between two steps of a sign-in ends it. */
export function boundTo({ passwordHash }: Pick<User, "passwordHash">): string {
  return createHash("sha256")
    .update(passwordHash ?? "")
    .digest("base64url");
}
