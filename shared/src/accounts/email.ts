import * as z from "zod/mini";
import { defineRoute } from "../http/index.js";
import { emailSchema, givenPasswordSchema } from "./fields.js";
import { meSchema } from "./me.js";
import { linkTokenSchema } from "./recovery.js";

export const confirmEmail = defineRoute({
  method: "POST",
  path: "/api/v1/auth/email/confirm",
  summary: "Confirm an email address with the token of a mailed link, once",
  auth: "anyone",
  body: z.strictObject({ token: linkTokenSchema }),
  data: z.object({ email: z.string() }),
});

export const resendConfirmation = defineRoute({
  method: "POST",
  path: "/api/v1/auth/email/resend",
  summary: "Mail the link that confirms the email address again",
  auth: "user",
  noBots: true,
  /** The recipient; unset when there is nothing to confirm. */
  data: z.object({ email: z.optional(z.string()) }),
});

export const changeEmail = defineRoute({
  method: "POST",
  path: "/api/v1/auth/email",
  summary: "Change the email address; it takes effect when the link sent there is opened",
  auth: "user",
  noBots: true,
  /**
   * The password may be omitted for an account without one; its session needs a recent
   * re-authentication.
   */
  body: z.strictObject({ email: emailSchema, password: z.optional(givenPasswordSchema) }),
  data: meSchema,
});
