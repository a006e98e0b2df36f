import { RallyError } from "@rally/shared/errors";
import * as routes from "@rally/shared/sign-in";
import { holdConfirmed } from "../accounts/index.js";
import { type ApiContext, type MountedRoute, answer } from "../http/index.js";
import {
  confirmSecret,
  hasSecondFactor,
  makeRecoveryCodes,
  makeSecret,
} from "../second-factor/index.js";
import type { GuessLimit } from "./guesses.js";
import { wrongCode } from "./second-step.js";

/** Two-factor sign-in, turned on and off. */
export function twoFactorRoutes(context: ApiContext, guess: GuessLimit): MountedRoute[] {
  const { database } = context;
  return [
    answer(routes.startTwoFactor, async ({ caller }) => ({
      data: await database.transaction(async (trx) =>
        makeSecret(context, trx, await holdConfirmed(context, trx, caller)),
      ),
    })),

    answer(routes.confirmTwoFactor, async ({ body, caller, http }) => {
      await guess.charge(caller.userId, http);
      const recoveryCodes = await database.transaction(async (trx) => {
        const { id } = await holdConfirmed(context, trx, caller);
        const code = body.code.replaceAll(/[\s-]/g, "");
        if (!(await confirmSecret(context, trx, id, code))) throw wrongCode();
        return makeRecoveryCodes(context, trx, id);
      });
      await guess.forgive(caller.userId);
      return { data: { recoveryCodes } };
    }),

    answer(routes.stopTwoFactor, async ({ caller }) => {
      await database.transaction(async (trx) => {
        const { id } = await holdConfirmed(context, trx, caller);
        await trx("second_factors").where("user_id", id).delete();
        await trx("recovery_codes").where("user_id", id).delete();
      });
      return { data: { stopped: true as const } };
    }),

    answer(routes.renewRecoveryCodes, async ({ caller }) => {
      const recoveryCodes = await database.transaction(async (trx) => {
        const { id } = await holdConfirmed(context, trx, caller);
        if (!(await hasSecondFactor(trx, id))) {
          throw new RallyError("not_found", "Two-factor sign-in is not on");
        }
        return makeRecoveryCodes(context, trx, id);
      });
      return { data: { recoveryCodes } };
    }),
  ];
}
