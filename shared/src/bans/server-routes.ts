import * as z from "zod/mini";
import { exactlyOne } from "../commands/index.js";
import { defineRoute, queryInteger } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import { limits } from "../limits/index.js";
import { bannedFields } from "./conversation-bans.js";
import { banSchema } from "./routes.js";

export const listServerBans = defineRoute({
  method: "GET",
  path: "/api/v1/bans",
  summary: "The bans from the server that are in force, the newest first; for the server's admins",
  auth: "user",
  query: z.strictObject({
    /** The last id of the previous page. */
    before: z.optional(idSchema),
    limit: z.optional(queryInteger(1, limits.pageRows)),
  }),
  data: z.array(banSchema),
  meta: z.object({ next: z.optional(idSchema) }),
});

export const serverBanRoute = defineRoute({
  method: "POST",
  path: "/api/v1/bans",
  summary: "Ban a user or an address from the server (command `user.ban` or `address.ban`)",
  auth: "user",
  body: z.strictObject(bannedFields).check(exactlyOne("userId", "address")),
  data: z.object({ id: z.optional(idSchema) }),
});

export const serverUnbanRoute = defineRoute({
  method: "DELETE",
  path: "/api/v1/bans/:banId",
  summary: "Lift a ban from the server (command `user.unban` or `address.unban`)",
  auth: "user",
  params: z.strictObject({ banId: idSchema }),
  data: z.object({ lifted: z.literal(true) }),
});
