import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { idSchema } from "../ids/index.js";
import { storable } from "../text/index.js";

const output = z.object({ userId: idSchema });

/**
 * Keep somebody off this server: every session of theirs ends, and nothing they send is taken any
 * more, until `until` (milliseconds since the epoch) or for ever. For the server's admins.
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

/** Let somebody back in; they sign in anew. For the server's admins. */
export const unbanUser = defineCommand({
  name: "user.unban",
  input: z.strictObject({ userId: idSchema }),
  output,
});

export const banCommands = { banUser, unbanUser } as const;
