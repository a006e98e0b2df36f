import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { idSchema } from "../ids/index.js";
import { storable } from "../text/index.js";

const output = z.object({ userId: idSchema });

/**
 * Bans a user from this server: ends every session and refuses everything they send, until `until`
 * (milliseconds since the epoch) or for ever. For admins.
 */
export const banUser = defineCommand({
  name: "user.ban",
  input: z.strictObject({
    userId: idSchema,
    until: z.optional(z.int().check(z.minimum(0), z.maximum(8.64e15))),
    reason: z.optional(z.string().check(z.maxLength(500), storable())),
  }),
  output,
});

/** Lifts a ban; the user can sign in again. For admins. */
export const unbanUser = defineCommand({
  name: "user.unban",
  input: z.strictObject({ userId: idSchema }),
  output,
});

export const banCommands = { banUser, unbanUser } as const;
