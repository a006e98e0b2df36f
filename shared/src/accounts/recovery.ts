import * as z from "zod/mini";
import { defineRoute } from "../http/index.js";
import { emailSchema, passwordSchema } from "./fields.js";

/** The secret part of a mailed link: 32 random bytes. */
export const linkTokenSchema = z
  .string()
  .check(z.minLength(1), z.maxLength(64), z.regex(/^[\w-]+$/));

/**
 * Milliseconds for which a mailed link is valid: one that resets a password, one that confirms an
 * address.
 */
export const RESET_LINK_MS = 3_600_000;
export const CONFIRM_LINK_MS = 3 * 24 * 3_600_000;

export const forgotPassword = defineRoute({
  method: "POST",
  path: "/api/v1/auth/password/forgot",
  summary: "Mail a link that resets the password; the answer is the same for an unknown address",
  auth: "anyone",
  body: z.strictObject({ email: emailSchema }),
  data: z.object({ asked: z.literal(true) }),
});

export const resetPassword = defineRoute({
  method: "POST",
  path: "/api/v1/auth/password/reset",
  summary: "Set a password with the token of a mailed link, once; ends every session and bot token",
  auth: "anyone",
  body: z.strictObject({ token: linkTokenSchema, password: passwordSchema }),
  data: z.object({ username: z.string() }),
});
