import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { limits } from "../limits/index.js";
import { storable, visible } from "../text/index.js";
import { personSchema } from "./person.js";

/** Somebody's page. */
export const profileSchema = z.extend(personSchema, {
  bio: z.string(),
  /** What they say of themselves just now. */
  status: z.string(),
  /** Since when they are here, in milliseconds since the epoch. */
  joinedAt: z.int(),
});
export type Profile = z.infer<typeof profileSchema>;

/** A name as people read it: not blank, in one line. */
export const displayNameSchema = z.string().check(
  z.trim(),
  z.minLength(1, { error: "required" }),
  z.maxLength(limits.displayNameLength),
  visible(),
  z.refine((name: string) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name), { error: "format" }),
  storable(),
);

const statusSchema = z.string().check(
  z.trim(),
  z.maxLength(limits.statusLength),
  z.refine((status: string) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(status), { error: "format" }),
  storable(),
);

/** Change one's own profile: what is named, and nothing else. `avatar: null` takes the picture away. */
export const updateProfile = defineCommand({
  name: "profile.update",
  input: z.strictObject({
    displayName: z.optional(displayNameSchema),
    bio: z.optional(z.string().check(z.trim(), z.maxLength(limits.bioLength), storable())),
    status: z.optional(statusSchema),
    avatar: z.optional(z.null()),
  }),
  output: z.object({
    /** The user's own version with it done. */
    version: z.int(),
    profile: profileSchema,
  }),
});

export const profileCommands = { updateProfile } as const;
