import { RallyError } from "@rally/shared/errors";
import type { Body } from "@rally/shared/http";
import { User } from "@rally/shared/server/models";
import { confirmIdentity, setFirstPassword } from "@rally/shared/sign-in";
import type { Context } from "koa";
import { requireRecentAuth, recordRecentAuth, requireUnbanned } from "../auth/index.js";
import { rejectWeakPassword } from "../passwords/index.js";
import { mailSignInChange } from "../mail/index.js";
import { type ApiContext, type Caller, type MountedRoute, handleRoute } from "../http/index.js";
import { verifyCode, type AttemptLimit } from "./two-factor/codes.js";
import { verifyPasskey } from "./passkeys/passkey-check.js";
import { wrongCode } from "./two-factor/second-step.js";

/** Re-authenticates a signed-in user, and sets a first password. */
export function reauthenticationRoutes(
  context: ApiContext,
  attempts: AttemptLimit,
): MountedRoute[] {
  const { database } = context;
  return [
    handleRoute(confirmIdentity, async ({ body, caller, http }) => {
      await attempts.charge(caller.userId, http);
      await reauthenticate(context, body, caller, http);
      await attempts.forgive(caller.userId);
      return { data: { until: await recordRecentAuth(context, caller.sessionId) } };
    }),

    handleRoute(setFirstPassword, async ({ body, caller }) => {
      const owner = await User.query(database).findById(caller.userId);
      if (owner) await rejectWeakPassword(context, body.next, owner, "next");
      const passwordHash = await context.passwords.hash(body.next);
      await database.transaction(async (trx) => {
        const user = await requireRecentAuth(context, trx, caller);
        if (user.passwordHash !== null) {
          throw new RallyError("already_on", "This account has a password; change it instead");
        }
        await User.query(trx).findById(user.id).patch({ passwordHash });
        await mailSignInChange(context, trx, user, "passwordSet");
      });
      return { data: { set: true as const } };
    }),
  ];
}

/** @throws RallyError naming the wrong field, or `passkey_refused`. */
async function reauthenticate(
  context: ApiContext,
  body: Body<typeof confirmIdentity>,
  { userId }: Caller,
  http: Context,
): Promise<void> {
  const { database, passwords } = context;
  switch (body.kind) {
    case "password": {
      const user = await User.query(database).findById(userId);
      const matches = await passwords.verify(user?.passwordHash ?? undefined, body.password);
      if (matches) return;
      throw new RallyError("invalid_input", "The password is wrong", {
        fields: { password: ["wrong"] },
      });
    }
    case "code":
      return database.transaction(async (trx) => {
        const user = await requireUnbanned(trx, userId);
        if (!(await verifyCode(context, trx, user, body.code))) throw wrongCode();
      });
    case "passkey":
      if ((await verifyPasskey(context, http, body.answer)) !== userId) {
        throw new RallyError("passkey_refused", "This passkey belongs to another user");
      }
  }
}
