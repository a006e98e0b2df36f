import * as z from "zod/mini";
import { signedInSchema } from "../accounts/index.js";
import { defineRoute } from "../http/index.js";
import { storable } from "../text/index.js";

/** Six digits of an app, or a recovery code; spaces and dashes are ignored. */
export const codeSchema = z.string().check(z.minLength(1), z.maxLength(32), storable());
const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });

export const finishSignIn = defineRoute({
  method: "POST",
  path: "/api/v1/auth/second-factor",
  summary: "Finish signing in with the challenge of the first step and a code",
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
  summary: "Begin to set up two-factor authentication; it is active once a code has confirmed it",
  auth: "user",
  noBots: true,
  /** `secret` in Base32, `uri` for a QR code. */
  data: z.object({ secret: z.string(), uri: z.string() }),
});

export const confirmTwoFactor = defineRoute({
  method: "POST",
  path: "/api/v1/auth/two-factor/confirm",
  summary: "Turn two-factor authentication on; the recovery codes are returned once",
  auth: "user",
  noBots: true,
  body: z.strictObject({ code: codeSchema }),
  data: recoveryCodes,
});

export const stopTwoFactor = defineRoute({
  method: "DELETE",
  path: "/api/v1/auth/two-factor",
  summary: "Turn two-factor authentication off",
  auth: "user",
  noBots: true,
  data: z.object({ stopped: z.literal(true) }),
});

export const renewRecoveryCodes = defineRoute({
  method: "POST",
  path: "/api/v1/auth/two-factor/recovery-codes",
  summary: "Create new recovery codes; the earlier ones stop working",
  auth: "user",
  noBots: true,
  data: recoveryCodes,
});
