import * as z from "zod/mini";
import { signedInSchema } from "../accounts/index.js";
import { defineRoute } from "../http/index.js";
import { storable } from "../text/index.js";

/** Six digits of an app, or a recovery code; blanks and dashes do not matter. */
export const codeSchema = z.string().check(z.minLength(1), z.maxLength(32), storable());
const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });

export const finishSignIn = defineRoute({
  method: "POST",
  path: "/api/v1/auth/second-factor",
  summary: "Finish signing in, with the challenge that signing in answered and a code",
  auth: "anyone",
  body: z.strictObject({
    challenge: z.string().check(z.minLength(1), z.maxLength(128), storable()),
    code: codeSchema,
  }),
  data: signedInSchema,
});

export const startTwoFactor = defineRoute({
  method: "POST",
  path: "/api/v1/auth/two-factor",
  summary: "Begin to set up two-factor sign-in; it counts once a code has confirmed it",
  auth: "user",
  noBots: true,
  /** `secret` in Base32, `uri` for a QR code. */
  data: z.object({ secret: z.string(), uri: z.string() }),
});

export const confirmTwoFactor = defineRoute({
  method: "POST",
  path: "/api/v1/auth/two-factor/confirm",
  summary: "Turn two-factor sign-in on; answers the recovery codes, this once",
  auth: "user",
  noBots: true,
  body: z.strictObject({ code: codeSchema }),
  data: recoveryCodes,
});

export const stopTwoFactor = defineRoute({
  method: "DELETE",
  path: "/api/v1/auth/two-factor",
  summary: "Turn two-factor sign-in off",
  auth: "user",
  noBots: true,
  data: z.object({ stopped: z.literal(true) }),
});

export const renewRecoveryCodes = defineRoute({
  method: "POST",
  path: "/api/v1/auth/two-factor/recovery-codes",
  summary: "Make new recovery codes; the earlier ones end",
  auth: "user",
  noBots: true,
  data: recoveryCodes,
});
