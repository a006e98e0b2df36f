import * as routes from "@rally/shared/sign-in";
import {
  beginSession,
  requireUnbanned,
  openChallenge,
  setChallengeCookie,
} from "../../auth/index.js";
import { type ApiContext, type MountedRoute, handleRoute } from "../../http/index.js";
import { verifyPasskey } from "./passkey-check.js";
import { relyingParty } from "./passkeys.js";

/** Signs in with a passkey, which identifies its user. */
export function passkeySignInRoutes(context: ApiContext): MountedRoute[] {
  return [
    handleRoute(routes.passkeyChallenge, async ({ http }) => {
      const { generateAuthenticationOptions } = await import("@simplewebauthn/server");
      const options = await generateAuthenticationOptions({
        rpID: relyingParty(context, http).id,
        userVerification: "required",
      });
      const token = await openChallenge(context, "passkey", {
        data: { challenge: options.challenge },
      });
      setChallengeCookie(http, context, "passkey", token);
      return { data: { ...options } };
    }),

    handleRoute(routes.signInWithPasskey, async ({ body, http }) => {
      const userId = await verifyPasskey(context, http, body.answer);
      const data = await context.database.transaction(async (trx) =>
        beginSession(context, trx, await requireUnbanned(trx, userId), http),
      );
      return { data };
    }),
  ];
}
