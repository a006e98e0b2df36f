import { RallyError } from "@rally/shared/errors";
import type { passkeyAnswerSchema } from "@rally/shared/sign-in";
import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import type { Context } from "koa";
import type * as z from "zod";
import { takeChallenge, takeChallengeCookie } from "../../auth/index.js";
import type { ApiContext } from "../../http/index.js";
import { relyingParty, type PasskeyRow } from "./passkeys.js";

/** The result of `navigator.credentials`. */
export type PasskeyAnswer = z.infer<typeof passkeyAnswerSchema>;
/** The challenge that the browser was given. */
export interface PasskeyChallenge {
  challenge: string;
}

/**
 * Checks a passkey's response to this browser's challenge, once.
 * @returns the user's id.
 * @throws RallyError `passkey_refused`
 */
export async function verifyPasskey(
  context: ApiContext,
  http: Context,
  answer: PasskeyAnswer,
): Promise<string> {
  const { database } = context;
  const token = takeChallengeCookie(http, context, "passkey");
  const asked = token && (await takeChallenge<PasskeyChallenge>(database, "passkey", token));
  const row = await database<PasskeyRow>("passkeys").where("credential_id", answer.id).first();
  if (!asked || !row) throw refused();
  const { id, origin } = relyingParty(context, http);
  const { verifyAuthenticationResponse } = await import("@simplewebauthn/server");
  const { newCounter, userVerified } = await verifyAuthenticationResponse({
    response: answer as unknown as AuthenticationResponseJSON,
    expectedChallenge: asked.data.challenge,
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
    credential: {
      id: row.credential_id,
      publicKey: new Uint8Array(row.public_key),
      counter: row.counter,
      transports: row.transports,
    },
  }).then(
    ({ verified, authenticationInfo }) => {
      if (!verified) throw refused();
      return authenticationInfo;
    },
    (cause: unknown) => {
      throw refused(cause);
    },
  );
  if (!userVerified) throw refused();
  // Of two concurrent uses, only one finds the counter unchanged.
  const used = await database<PasskeyRow>("passkeys")
    .where({ id: row.id, counter: row.counter })
    .update({ counter: newCounter, last_used_at: new Date() });
  if (used === 0) throw refused();
  return row.user_id;
}

/** The same error for every refusal. */
export const refused = (cause?: unknown): RallyError =>
  new RallyError("passkey_refused", "The passkey was not accepted", { cause });
