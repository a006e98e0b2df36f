import { RallyError } from "@rally/shared/errors";
import type { Body } from "@rally/shared/http";
import { User } from "@rally/shared/server/models";
import { confirmIdentity, setFirstPassword } from "@rally/shared/sign-in";
import type { Context } from "koa";
import { hashPassword, holdConfirmed, noteConfirmed, passwordFits } from "../accounts/index.js";
import { type ApiContext, type Caller, type MountedRoute, answer } from "../http/index.js";
import { codeFits } from "../second-factor/index.js";
import type { GuessLimit } from "./guesses.js";
import { verifyPasskey } from "./passkey-check.js";
import { wrongCode } from "./second-step.js";

/** Proving who one is while signed in, and a first password. */
export function confirmationRoutes(context: ApiContext, guess: GuessLimit): MountedRoute[] {
  const { database } = context;
  return [
    answer(confirmIdentity, async ({ body, caller, http }) => {
      await guess.charge(caller.userId, http);
      await prove(context, body, caller, http);
      await guess.forgive(caller.userId);
      return { data: { until: await noteConfirmed(context, caller.sessionId) } };
    }),

    answer(setFirstPassword, async ({ body, caller }) => {
      const passwordHash = await hashPassword(body.next);
      await database.transaction(async (trx) => {
        const user = await holdConfirmed(context, trx, caller);
        if (user.passwordHash !== null) {
          throw new RallyError("already_on", "There is a password; change it");
        }
        await User.query(trx).findById(user.id).patch({ passwordHash });
      });
      return { data: { set: true as const } };
    }),
  ];
}

/** @throws RallyError naming the field that does not prove it, or `passkey_refused`. */
async function prove(
  context: ApiContext,
  body: Body<typeof confirmIdentity>,
  { userId }: Caller,
  http: Context,
): Promise<void> {
  const { database } = context;
  switch (body.kind) {
    case "password": {
      const user = await User.query(database).findById(userId);
      const fits = await passwordFits(user?.passwordHash ?? undefined, body.password);
      if (fits) return;
      throw new RallyError("invalid_input", "That is not the password", {
        fields: { password: ["wrong"] },
      });
    }
    case "code":
      if (!(await database.transaction((trx) => codeFits(context, trx, userId, body.code)))) {
        throw wrongCode();
      }
      return;
    case "passkey":
      if ((await verifyPasskey(context, http, body.answer)) !== userId) {
        throw new RallyError("passkey_refused", "That is somebody else's passkey");
      }
  }
}
