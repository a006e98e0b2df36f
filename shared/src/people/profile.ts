import * as z from "zod/mini";
import { defineCommand, type Input } from "../commands/index.js";
import { limits } from "../limits/index.js";
import { storable, visible } from "../text/index.js";
import { personSchema } from "./person.js";

/** A user's profile page. */
export const profileSchema = z.extend(personSchema, {
  bio: z.string(),
  /** A short status that the user writes. */
  status: z.string(),
  /** In the user's own profile while they are away: the status that `/back` restores. */
  statusBeforeAway: z.optional(z.string()),
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

/**
 * Changes the given fields of the caller's profile. `avatar: null` removes the picture. `away` replaces
 * the status until `away: null`, which restores it.
 */
export const updateProfile = defineCommand({
  name: "profile.update",
  input: z.strictObject({
    displayName: z.optional(displayNameSchema),
    bio: z.optional(z.string().check(z.trim(), z.maxLength(limits.bioLength), storable())),
    status: z.optional(statusSchema),
    away: z.optional(z.nullable(statusSchema)),
    avatar: z.optional(z.null()),
  }),
  output: z.object({
    /** The user's version after the change. */
    version: z.int(),
    profile: profileSchema,
  }),
  subject: () => "profile",
});

/** What a user's status consists of. */
export interface StatusState {
  status: string;
  /** Undefined for a user who is not away. */
  statusBeforeAway?: string | undefined;
}

/**
 * The status after `profile.update`. A second `away` keeps the status from before the first one; another
 * `status` ends being away.
 */
export function statusAfter(
  before: StatusState,
  { status, away }: Pick<Input<typeof updateProfile>, "status" | "away">,
): StatusState {
  const changed = status === undefined || status === before.status ? before : { status };
  if (away === undefined) return changed;
  const own = changed.statusBeforeAway ?? changed.status;
  return away === null ? { status: own } : { status: away, statusBeforeAway: own };
}

export const profileCommands = { updateProfile } as const;
