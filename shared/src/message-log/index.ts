import * as z from "zod/mini";
import { addressSchema } from "../bans/index.js";
import { atMostOne } from "../commands/index.js";
import { contentSchema } from "../conversations/index.js";
import { defineRoute, queryInteger } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import { limits } from "../limits/index.js";
import { conversationKindSchema } from "../members/index.js";
import { personSchema } from "../people/index.js";

/** A message in the log of who sent what, when and from where. */
export const sentMessageSchema = z.object({
  id: idSchema,
  /** Milliseconds since the epoch. */
  at: z.int(),
  /** Absent for a deleted account. */
  author: z.optional(personSchema),
  /** The IP address that it was sent from; absent if the server sent it. */
  ip: z.optional(z.string()),
  conversationId: idSchema,
  conversationKind: conversationKindSchema,
  /** Absent for a conversation of two users. */
  conversationName: z.optional(z.string()),
  /**
   * Absent if the message is deleted, and in a conversation of two users, unless it was reported: then
   * it is the copy in the report.
   */
  content: z.optional(contentSchema),
  deleted: z.boolean(),
});
export type SentMessage = z.infer<typeof sentMessageSchema>;

export const listSentMessages = defineRoute({
  method: "GET",
  path: "/api/v1/sent-messages",
  summary: "Who sent which message, when and from where, the newest first; for the server's admins",
  auth: "user",
  query: z
    .strictObject({
      userId: z.optional(idSchema),
      conversationId: z.optional(idSchema),
      /** An IP address, or a range from which at most 256 addresses sent messages. */
      address: z.optional(addressSchema),
      /** The `next` of the previous page. */
      before: z.optional(z.string().check(z.regex(/^\d{1,16}\.[0-9a-f-]{36}$/))),
      limit: z.optional(queryInteger(1, limits.pageRows)),
    })
    .check(atMostOne("userId", "conversationId", "address")),
  data: z.array(sentMessageSchema),
  meta: z.object({ next: z.optional(z.string()) }),
});
