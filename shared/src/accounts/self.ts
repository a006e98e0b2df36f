import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { defineRoute } from "../http/index.js";
import { givenPasswordSchema, usernameSchema } from "./fields.js";
import { localeSchema, meSchema } from "./me.js";

/** Days for which a former name stays reserved and redirects to the new one. */
export const RESERVED_DAYS = 30;

export const renameAccount = defineRoute({
  method: "PATCH",
  path: "/api/v1/me",
  summary: "Change the user name; the old one redirects to it for 30 days",
  auth: "user",
  noBots: true,
  body: z.strictObject({ username: usernameSchema }),
  data: meSchema,
});

export const deleteAccount = defineRoute({
  method: "POST",
  path: "/api/v1/me/delete",
  summary: "Delete the account for good; its messages stay without an author",
  auth: "user",
  noBots: true,
  /**
   * The password may be omitted for an account without one; its session needs a recent
   * re-authentication.
   */
  body: z.strictObject({ password: z.optional(givenPasswordSchema) }),
  data: z.object({ deleted: z.literal(true) }),
});

/** The language of mail and push messages. */
export const setLocale = defineCommand({
  name: "account.locale",
  input: z.strictObject({ locale: localeSchema }),
  output: z.object({ locale: localeSchema }),
  subject: () => "locale",
});

export const accountCommands = { setLocale } as const;
