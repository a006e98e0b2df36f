import * as z from "zod/mini";
import { idSchema } from "../ids/index.js";

/** A picture's name: what its largest rendering hashes to. */
export const pictureSchema = z.string().check(z.regex(/^[0-9a-f]{64}$/));

/** Somebody, as everyone sees them. */
export const personSchema = z.object({
  id: idSchema,
  username: z.string(),
  displayName: z.string(),
  /** The name of their picture, where they have one and show it to whoever asks. */
  avatar: z.optional(pictureSchema),
});
export type Person = z.infer<typeof personSchema>;

export type Presence = "online" | "away" | "offline";
