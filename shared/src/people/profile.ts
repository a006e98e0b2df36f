import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { limits } from "../limits/index.js";
import { storable, visible } from "../text/index.js";
import { personSchema } from "./person.js";

/** A user's profile page. */
export const profileSchema = z.extend(personSchema, {
  bio: z.string(),
  /** A short status that the user writes. */
  status: z.string(),
  /** Registration time, milliseconds since the epoch. */
  joinedAt: z.int(),
});
export type Profile = z.infer<typeof profileSchema>;

/** A display name: not blank, one line. */
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

/** Changes the given fields of the caller's profile. `avatar: null` removes the picture. */
export const updateProfile = defineCommand({
  name: "profile.update",
  input: z.strictObject({
    displayName: z.optional(displayNameSchema),
    bio: z.optional(z.string().check(z.trim(), z.maxLength(limits.bioLength), storable())),
    status: z.optional(statusSchema),
    avatar: z.optional(z.null()),
  }),
  output: z.object({
    /** The user's version after the change. */
    version: z.int(),
    profile: profileSchema,
  }),
  subject: () => "profile",
});

export const profileCommands = { updateProfile } as const;
