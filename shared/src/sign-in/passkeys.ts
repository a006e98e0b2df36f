import * as z from "zod/mini";
import { signedInSchema } from "../accounts/index.js";
import { defineRoute } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import { storable, visible } from "../text/index.js";

const base64url = z.string().check(z.minLength(1), z.maxLength(16_384), z.regex(/^[\w-]+$/));

/** The result of `navigator.credentials` as JSON. The library that verifies it checks the rest. */
export const passkeyAnswerSchema = z.looseObject({
  id: base64url,
  rawId: base64url,
  type: z.literal("public-key"),
  response: z.looseObject({ clientDataJSON: base64url }),
});
/** The options for `navigator.credentials` as JSON. */
const options = z.looseObject({ challenge: z.string() });
const name = z.string().check(z.minLength(1), z.maxLength(80), visible(), storable());
const params = z.strictObject({ id: idSchema });

/** Times in milliseconds since the epoch. */
export const passkeySchema = z.object({
  id: idSchema,
  name: z.string(),
  createdAt: z.int(),
  lastUsedAt: z.optional(z.int()),
  /** Whether it is synced to the vendor's cloud, and so survives the loss of the device. */
  isSynced: z.boolean(),
});
export type Passkey = z.infer<typeof passkeySchema>;

export const passkeyOptions = defineRoute({
  method: "POST",
  path: "/api/v1/auth/passkeys/options",
  summary: "Begin to register a passkey; returns the options for the browser",
  auth: "user",
  noBots: true,
  data: options,
});

export const addPasskey = defineRoute({
  method: "POST",
  path: "/api/v1/auth/passkeys",
  summary: "Register the passkey that the browser created",
  auth: "user",
  noBots: true,
  body: z.strictObject({ name, answer: passkeyAnswerSchema }),
  data: passkeySchema,
});

export const renamePasskey = defineRoute({
  method: "PATCH",
  path: "/api/v1/auth/passkeys/:id",
  summary: "Rename a passkey",
  auth: "user",
  noBots: true,
  params,
  body: z.strictObject({ name }),
  data: passkeySchema,
});

export const removePasskey = defineRoute({
  method: "DELETE",
  path: "/api/v1/auth/passkeys/:id",
  summary: "Remove a passkey, unless it is the only sign-in method",
  auth: "user",
  noBots: true,
  params,
  data: z.object({ removed: z.literal(true) }),
});

export const passkeyChallenge = defineRoute({
  method: "POST",
  path: "/api/v1/auth/passkeys/challenge",
  summary:
    "Begin to sign in or to re-authenticate with a passkey; returns the options for the browser",
  auth: "anyone",
  data: options,
});

export const signInWithPasskey = defineRoute({
  method: "POST",
  path: "/api/v1/auth/passkeys/sign-in",
  summary: "Sign in with a passkey; it counts as both factors",
  auth: "anyone",
  body: z.strictObject({ answer: passkeyAnswerSchema }),
  data: signedInSchema,
});
