import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { idSchema } from "../ids/index.js";
import { reasonSchema, untilSchema } from "../members/index.js";

const output = z.object({ userId: idSchema });

/**
 * Bans a user from this server: ends every session and refuses everything they send, until `until`
 * (milliseconds since the epoch) or for ever. For admins.
 */
export const banUser = defineCommand({
  name: "user.ban",
  input: z.strictObject({
    userId: idSchema,
    until: untilSchema,
    reason: reasonSchema,
  }),
  output,
});

/** Lifts a ban; the user can sign in again. For admins. */
export const unbanUser = defineCommand({
  name: "user.unban",
  input: z.strictObject({ userId: idSchema }),
  output,
});

export const serverBanCommands = { banUser, unbanUser } as const;
