import * as z from "zod/mini";
import { defineRoute, queryInteger } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import { limits } from "../limits/index.js";
import { personSchema } from "../people/index.js";
import { storable } from "../text/index.js";
import * as commands from "./commands.js";
import { roleSchema } from "./policy.js";

export const memberSchema = z.object({
  user: personSchema,
  role: roleSchema,
  /** Milliseconds since the epoch. */
  joinedAt: z.int(),
  /** Until when a moderator has stopped them from writing, milliseconds since the epoch. */
  mutedUntil: z.optional(z.int()),
});
export type Member = z.infer<typeof memberSchema>;

export const listMembers = defineRoute({
  method: "GET",
  path: "/api/v1/conversations/:id/members",
  summary:
    "The members of a conversation and their roles, by user id; with `search` those whose user name or a word of whose name begins with it, in the order of that word",
  auth: "user",
  params: z.strictObject({ id: idSchema }),
  query: z.strictObject({
    search: z.optional(z.string().check(z.maxLength(64), storable())),
    /** The `next` of the previous page. */
    after: z.optional(idSchema),
    limit: z.optional(queryInteger(1, limits.pageRows)),
  }),
  data: z.array(memberSchema),
  /** `next`: the `after` of the next page, if there is one. */
  meta: z.object({ lineage: z.string(), next: z.optional(z.string()) }),
});

const memberParams = z.strictObject({ id: idSchema, userId: idSchema });

export const removeMemberRoute = defineRoute({
  method: "DELETE",
  path: "/api/v1/conversations/:id/members/:userId",
  summary: "Remove a member with a lower role (command `member.remove`)",
  auth: "user",
  params: memberParams,
  data: commands.removeMember.output,
});

export const muteMemberRoute = defineRoute({
  method: "PUT",
  path: "/api/v1/conversations/:id/members/:userId/mute",
  summary: "Stop a member with a lower role from writing (command `member.mute`)",
  auth: "user",
  params: memberParams,
  body: commands.muteBodySchema,
  data: commands.muteMember.output,
});

export const unmuteMemberRoute = defineRoute({
  method: "DELETE",
  path: "/api/v1/conversations/:id/members/:userId/mute",
  summary: "Let a muted member write again (command `member.unmute`)",
  auth: "user",
  params: memberParams,
  data: commands.unmuteMember.output,
});
