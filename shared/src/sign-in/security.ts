import * as z from "zod/mini";
import { passwordSchema } from "../accounts/index.js";
import { defineRoute } from "../http/index.js";
import { passkeyAnswerSchema, passkeySchema } from "./passkeys.js";
import { codeSchema } from "./two-factor.js";

/** The user's sign-in methods. Times in milliseconds since the epoch. */
export const securitySchema = z.object({
  hasPassword: z.boolean(),
  twoFactor: z.object({
    on: z.boolean(),
    since: z.optional(z.int()),
    recoveryCodesLeft: z.int(),
  }),
  passkeys: z.array(passkeySchema),
  identities: z.array(
    z.object({
      provider: z.string(),
      /** The display name at the provider. */
      label: z.string(),
      createdAt: z.int(),
      lastUsedAt: z.int(),
    }),
  ),
});
export type Security = z.infer<typeof securitySchema>;

export const showSecurity = defineRoute({
  method: "GET",
  path: "/api/v1/auth/security",
  summary: "Get the sign-in methods: password, second factor, passkeys, linked accounts",
  auth: "user",
  noBots: true,
  data: securitySchema,
});

export const confirmIdentity = defineRoute({
  method: "POST",
  path: "/api/v1/auth/confirm",
  summary: "Re-authenticate; sign-in methods can then be changed for some minutes",
  auth: "user",
  noBots: true,
  body: z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("password"),
      password: z.string().check(z.minLength(1), z.maxLength(256)),
    }),
    z.strictObject({ kind: z.literal("code"), code: codeSchema }),
    z.strictObject({ kind: z.literal("passkey"), answer: passkeyAnswerSchema }),
  ]),
  /** Milliseconds since the epoch. */
  data: z.object({ until: z.int() }),
});

export const setFirstPassword = defineRoute({
  method: "POST",
  path: "/api/v1/auth/first-password",
  summary: "Set a first password, after registering with a provider",
  auth: "user",
  noBots: true,
  body: z.strictObject({ next: passwordSchema }),
  data: z.object({ set: z.literal(true) }),
});
