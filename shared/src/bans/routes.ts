import * as z from "zod/mini";
import { defineRoute, queryInteger } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import { limits } from "../limits/index.js";
import { personSchema } from "../people/index.js";
import * as commands from "./conversation-bans.js";

/** A ban from a conversation or from the server, of a user or of an address. */
export const banSchema = z.object({
  id: idSchema,
  user: z.optional(personSchema),
  /** In CIDR notation; shown to the server's admins alone. */
  address: z.optional(z.string()),
  /** The moderator; absent for a deleted account. */
  bannedBy: z.optional(personSchema),
  /** Milliseconds since the epoch. */
  at: z.int(),
  /** Absent: for ever. */
  until: z.optional(z.int()),
  reason: z.optional(z.string()),
});
export type Ban = z.infer<typeof banSchema>;

const params = z.strictObject({ id: idSchema });

export const banRoute = defineRoute({
  method: "POST",
  path: "/api/v1/conversations/:id/bans",
  summary: "Ban a user or an address from a group or channel (command `member.ban`)",
  auth: "user",
  params,
  body: commands.banBodySchema,
  data: commands.banFromConversation.output,
});

export const listBans = defineRoute({
  method: "GET",
  path: "/api/v1/conversations/:id/bans",
  summary: "The bans of a group or channel that are in force, the newest first; for moderators",
  auth: "user",
  params,
  query: z.strictObject({
    /** The last id of the previous page. */
    before: z.optional(idSchema),
    limit: z.optional(queryInteger(1, limits.pageRows)),
  }),
  data: z.array(banSchema),
  meta: z.object({ next: z.optional(idSchema) }),
});

export const unbanRoute = defineRoute({
  method: "DELETE",
  path: "/api/v1/conversations/:id/bans/:banId",
  summary: "Lift a ban from a group or channel (command `member.unban`)",
  auth: "user",
  params: z.strictObject({ id: idSchema, banId: idSchema }),
  data: commands.unbanFromConversation.output,
});
