import * as z from "zod/mini";
import { defineRoute } from "../http/index.js";
import { emailSchema, givenPasswordSchema } from "./fields.js";
import { meSchema } from "./me.js";
import { linkTokenSchema } from "./recovery.js";

export const confirmEmail = defineRoute({
  method: "POST",
  path: "/api/v1/auth/email/confirm",
  summary: "Confirm an e-mail address with the token of a mailed link, once",
  auth: "anyone",
  body: z.strictObject({ token: linkTokenSchema }),
  data: z.object({ email: z.string() }),
});

export const resendConfirmation = defineRoute({
  method: "POST",
  path: "/api/v1/auth/email/resend",
  summary: "Mail the link that confirms one's e-mail address once more",
  auth: "user",
  noBots: true,
  /** Where to; unset when there is nothing to confirm. */
  data: z.object({ email: z.optional(z.string()) }),
});

export const changeEmail = defineRoute({
  method: "POST",
  path: "/api/v1/auth/email",
  summary: "Ask for another e-mail address; it counts once the link sent there was opened",
  auth: "user",
  noBots: true,
  /** Without a password, for an account that has none: its session needs a fresh proof. */
  body: z.strictObject({ email: emailSchema, password: z.optional(givenPasswordSchema) }),
  data: meSchema,
});
