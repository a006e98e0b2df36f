import * as z from "zod/mini";
import { idSchema } from "../ids/index.js";

/** The languages of mail and push messages. */
export const localeSchema = z.enum(["en", "fr"]);
export type Locale = z.infer<typeof localeSchema>;

/** The fields of a user that only the user sees. */
export const meSchema = z.object({
  id: idSchema,
  username: z.string(),
  displayName: z.string(),
  avatar: z.optional(z.string()),
  email: z.string(),
  /** Whether the link sent to the address has been opened. */
  emailConfirmed: z.boolean(),
  /** The new address, until it is confirmed. */
  pendingEmail: z.optional(z.string()),
  /** False for a user who registered with a provider and has set no password. */
  hasPassword: z.boolean(),
  locale: localeSchema,
  role: z.enum(["admin", "member"]),
  createdAt: z.int(),
});
export type Me = z.infer<typeof meSchema>;
