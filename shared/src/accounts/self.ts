import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { defineRoute } from "../http/index.js";
import { givenPasswordSchema, usernameSchema } from "./fields.js";
import { localeSchema, meSchema } from "./me.js";

/** Days for which a name that one had is nobody else's, and leads to the new one. */
export const RESERVED_DAYS = 30;

export const renameAccount = defineRoute({
  method: "PATCH",
  path: "/api/v1/me",
  summary: "Take another user name; the old one leads to it for 30 days",
  auth: "user",
  noBots: true,
  body: z.strictObject({ username: usernameSchema }),
  data: meSchema,
});

export const deleteAccount = defineRoute({
  method: "POST",
  path: "/api/v1/me/delete",
  summary: "Delete one's account for good: what one wrote stays, without a name",
  auth: "user",
  noBots: true,
  /** Without a password, for an account that has none: its session needs a fresh proof. */
  body: z.strictObject({ password: z.optional(givenPasswordSchema) }),
  data: z.object({ deleted: z.literal(true) }),
});

/** The language of what the server words for one: mail, push. */
export const setLocale = defineCommand({
  name: "account.locale",
  input: z.strictObject({ locale: localeSchema }),
  output: z.object({ locale: localeSchema }),
});

export const accountCommands = { setLocale } as const;
