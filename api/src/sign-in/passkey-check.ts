import { RallyError } from "@rally/shared/errors";
import type { passkeyAnswerSchema } from "@rally/shared/sign-in";
import {
  verifyAuthenticationResponse,
  type AuthenticationResponseJSON,
} from "@simplewebauthn/server";
import type { Context } from "koa";
import type * as z from "zod";
import { takeChallenge, takeChallengeCookie } from "../challenges/index.js";
import type { ApiContext } from "../http/index.js";
import { relyingParty, type PasskeyRow } from "./passkeys.js";

/** What `navigator.credentials` answered. */
export type PasskeyAnswer = z.infer<typeof passkeyAnswerSchema>;
/** What was asked of a browser. */
export interface Asked {
  challenge: string;
}

/**
 * Checks a passkey's answer to what this browser was asked, once.
 * @returns whose passkey it is. @throws RallyError `passkey_refused`
 */
export async function verifyPasskey(
  context: ApiContext,
  http: Context,
  answer: PasskeyAnswer,
): Promise<string> {
  const { database } = context;
  const token = takeChallengeCookie(http, context, "passkey");
  const asked = token && (await takeChallenge<Asked>(database, "passkey", token));
  const row = await database<PasskeyRow>("passkeys").where("credential_id", answer.id).first();
  if (!asked || !row) throw refused();
  const { id, origin } = relyingParty(context, http);
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
  // Used twice at once: only one finds the counter as it was.
  const used = await database<PasskeyRow>("passkeys")
    .where({ id: row.id, counter: row.counter })
    .update({ counter: newCounter, last_used_at: new Date() });
  if (used === 0) throw refused();
  return row.user_id;
}

/** What every answer that does not hold is told. */
export const refused = (cause?: unknown): RallyError =>
  new RallyError("passkey_refused", "That passkey was not accepted", { cause });
