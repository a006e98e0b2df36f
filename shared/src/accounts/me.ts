import * as z from "zod/mini";
import { idSchema } from "../ids/index.js";

/** The languages in which the server itself words something: mail, push. */
export const localeSchema = z.enum(["en", "fr"]);
export type Locale = z.infer<typeof localeSchema>;

/** Oneself, as only oneself sees it. */
export const meSchema = z.object({
  id: idSchema,
  username: z.string(),
  displayName: z.string(),
  avatar: z.optional(z.string()),
  email: z.string(),
  /** Whether the link that was sent there has been opened. */
  emailConfirmed: z.boolean(),
  /** The address that takes its place once confirmed. */
  pendingEmail: z.optional(z.string()),
  /** Not so for whoever came by a provider and has set none. */
  hasPassword: z.boolean(),
  locale: localeSchema,
  role: z.enum(["admin", "member"]),
  createdAt: z.int(),
});
export type Me = z.infer<typeof meSchema>;
