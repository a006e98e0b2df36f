import { RallyError } from "@rally/shared/errors";
import { newId } from "@rally/shared/ids";
import * as routes from "@rally/shared/sign-in";
import type { RegistrationResponseJSON } from "@simplewebauthn/server";
import type { Context } from "koa";
import {
  requireRecentAuth,
  openChallenge,
  setChallengeCookie,
  takeChallenge,
  takeChallengeCookie,
  requireSignInMethod,
} from "../../auth/index.js";
import { mailSignInChange } from "../../mail/index.js";
import { type ApiContext, type Caller, type MountedRoute, handleRoute } from "../../http/index.js";
import { refused, type PasskeyChallenge, type PasskeyAnswer } from "./passkey-check.js";
import { passkeyInfo, passkeysOf, relyingParty, type PasskeyRow } from "./passkeys.js";

/** Adds, renames and removes the user's passkeys. */
export function passkeyRoutes(context: ApiContext): MountedRoute[] {
  const { database, limits } = context;
  return [
    handleRoute(routes.passkeyOptions, async ({ caller, http }) => {
      const { user, known } = await database.transaction(async (trx) => {
        const user = await requireRecentAuth(context, trx, caller);
        return { user, known: await passkeysOf(trx, user.id) };
      });
      const { generateRegistrationOptions } = await import("@simplewebauthn/server");
      const options = await generateRegistrationOptions({
        rpName: "Rally",
        rpID: relyingParty(context, http).id,
        userID: new TextEncoder().encode(user.id),
        userName: user.username,
        userDisplayName: user.displayName,
        excludeCredentials: known.map(({ credential_id: id, transports }) => ({ id, transports })),
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
      });
      const token = await openChallenge(context, "passkey registration", {
        ...caller,
        data: { challenge: options.challenge },
      });
      setChallengeCookie(http, context, "passkey", token);
      return { data: { ...options } };
    }),

    handleRoute(routes.addPasskey, async ({ body, caller, http }) => {
      const credential = await verifyNew(context, caller, http, body.answer);
      const row = await database.transaction(async (trx) => {
        const user = await requireRecentAuth(context, trx, caller);
        if ((await passkeysOf(trx, user.id)).length >= limits.passkeys) {
          throw new RallyError("too_large", "You have too many passkeys");
        }
        const [made] = await trx<PasskeyRow>("passkeys")
          .insert({ ...credential, id: newId(), user_id: user.id, name: body.name.trim() })
          .onConflict("credential_id")
          .ignore()
          .returning("*");
        // A credential belongs to one user for ever.
        if (!made) throw refused();
        await mailSignInChange(context, trx, user, "passkeyAdded");
        return made;
      });
      return { data: passkeyInfo(row) };
    }),

    handleRoute(routes.renamePasskey, async ({ params, body, caller }) => {
      const [row] = await database<PasskeyRow>("passkeys")
        .where({ id: params.id, user_id: caller.userId })
        .update({ name: body.name.trim() })
        .returning("*");
      if (!row) throw unknownPasskey();
      return { data: passkeyInfo(row) };
    }),

    handleRoute(routes.removePasskey, async ({ params, caller }) => {
      await database.transaction(async (trx) => {
        const user = await requireRecentAuth(context, trx, caller);
        const removed = await trx("passkeys").where({ id: params.id, user_id: user.id }).delete();
        if (removed === 0) throw unknownPasskey();
        await requireSignInMethod(trx, user);
        await mailSignInChange(context, trx, user, "passkeyRemoved");
      });
      return { data: { removed: true as const } };
    }),
  ];
}

/** The row of a new credential, after checking that this browser was asked to create it. */
async function verifyNew(
  context: ApiContext,
  caller: Caller,
  http: Context,
  answered: PasskeyAnswer,
): Promise<
  Pick<PasskeyRow, "credential_id" | "public_key" | "counter" | "transports" | "is_synced">
> {
  const token = takeChallengeCookie(http, context, "passkey");
  const asked =
    token &&
    (await takeChallenge<PasskeyChallenge>(context.database, "passkey registration", token));
  if (!asked || asked.sessionId !== caller.sessionId) throw refused();
  const { id, origin } = relyingParty(context, http);
  const { verifyRegistrationResponse } = await import("@simplewebauthn/server");
  const { registrationInfo } = await verifyRegistrationResponse({
    response: answered as unknown as RegistrationResponseJSON,
    expectedChallenge: asked.data.challenge,
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
  }).catch((cause: unknown) => {
    throw refused(cause);
  });
  if (!registrationInfo) throw refused();
  const { credential, credentialBackedUp } = registrationInfo;
  return {
    credential_id: credential.id,
    public_key: Buffer.from(credential.publicKey),
    counter: credential.counter,
    transports: credential.transports ?? [],
    is_synced: credentialBackedUp,
  };
}

const unknownPasskey = (): RallyError => new RallyError("not_found", "Unknown passkey");
