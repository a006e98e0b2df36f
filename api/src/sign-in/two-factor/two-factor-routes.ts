import { RallyError } from "@rally/shared/errors";
import * as routes from "@rally/shared/sign-in";
import {
  requireRecentAuth,
  confirmSecret,
  hasSecondFactor,
  makeRecoveryCodes,
  makeSecret,
} from "../../auth/index.js";
import { mailSignInChange } from "../../mail/index.js";
import { type ApiContext, type MountedRoute, handleRoute } from "../../http/index.js";
import type { AttemptLimit } from "./codes.js";
import { wrongCode } from "./second-step.js";

/** Turns two-factor authentication on and off. */
export function twoFactorRoutes(context: ApiContext, attempts: AttemptLimit): MountedRoute[] {
  const { database } = context;
  return [
    handleRoute(routes.startTwoFactor, async ({ caller }) => ({
      data: await database.transaction(async (trx) =>
        makeSecret(context, trx, await requireRecentAuth(context, trx, caller)),
      ),
    })),

    handleRoute(routes.confirmTwoFactor, async ({ body, caller, http }) => {
      await attempts.charge(caller.userId, http);
      const recoveryCodes = await database.transaction(async (trx) => {
        const user = await requireRecentAuth(context, trx, caller);
        const code = body.code.replaceAll(/[\s-]/g, "");
        if (!(await confirmSecret(context, trx, user.id, code))) throw wrongCode();
        await mailSignInChange(context, trx, user, "twoFactorOn");
        return makeRecoveryCodes(context, trx, user.id);
      });
      await attempts.forgive(caller.userId);
      return { data: { recoveryCodes } };
    }),

    handleRoute(routes.stopTwoFactor, async ({ caller }) => {
      await database.transaction(async (trx) => {
        const user = await requireRecentAuth(context, trx, caller);
        const wasOn = await hasSecondFactor(trx, user.id);
        for (const table of ["second_factors", "recovery_codes"] as const) {
          await trx(table).where("user_id", user.id).delete();
        }
        if (wasOn) await mailSignInChange(context, trx, user, "twoFactorOff");
      });
      return { data: { stopped: true as const } };
    }),

    handleRoute(routes.renewRecoveryCodes, async ({ caller }) => {
      const recoveryCodes = await database.transaction(async (trx) => {
        const user = await requireRecentAuth(context, trx, caller);
        if (!(await hasSecondFactor(trx, user.id))) {
          throw new RallyError("not_found", "Two-factor authentication is not on");
        }
        await mailSignInChange(context, trx, user, "recoveryCodesRenewed");
        return makeRecoveryCodes(context, trx, user.id);
      });
      return { data: { recoveryCodes } };
    }),
  ];
}
