import * as z from "zod/mini";
import { defineCommand, exactlyOne } from "../commands/index.js";
import { idSchema } from "../ids/index.js";
import { reasonSchema, untilSchema } from "../members/index.js";
import { addressSchema } from "./server-bans.js";

/** Who is banned: exactly one of `userId` and `address`. */
export const bannedFields = {
  userId: z.optional(idSchema),
  /** For the server's admins. */
  address: z.optional(addressSchema),
  until: untilSchema,
  reason: reasonSchema,
  /** Bans a range of more than 65,536 IPv4 addresses or of more than a /32 of IPv6. */
  confirmed: z.optional(z.boolean()),
};
export const banBodySchema = z.strictObject(bannedFields).check(exactlyOne("userId", "address"));

/**
 * Bans a user or an address from a group or channel: removes members with a lower role whom it
 * concerns, and refuses that they join or are added until it ends. The last ban of a user or range
 * replaces the one before.
 */
export const banFromConversation = defineCommand({
  name: "member.ban",
  input: z
    .strictObject({ conversationId: idSchema, ...bannedFields })
    .check(exactlyOne("userId", "address")),
  output: z.object({
    /** The ban's id. */
    id: idSchema,
    /** The members whom it removed. */
    removed: z.int(),
  }),
});

/** Lifts a ban by its id, or the ban of a user; lifting twice gives the same result. */
export const unbanFromConversation = defineCommand({
  name: "member.unban",
  input: z
    .strictObject({
      conversationId: idSchema,
      banId: z.optional(idSchema),
      userId: z.optional(idSchema),
    })
    .check(exactlyOne("banId", "userId")),
  output: z.object({ lifted: z.literal(true) }),
});

export const conversationBanCommands = { banFromConversation, unbanFromConversation } as const;
