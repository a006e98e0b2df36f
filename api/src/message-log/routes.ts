import { RallyError } from "@rally/shared/errors";
import { limits } from "@rally/shared/limits";
import { listSentMessages } from "@rally/shared/message-log";
import { recordServerReading } from "../audit/index.js";
import { isServerAdmin } from "../auth/index.js";
import { handleRoute, type ApiContext, type MountedRoute } from "../http/index.js";
import { cursorOf, sentMessageOf, sentMessages } from "./list.js";

export function messageLogRoutes({ database }: ApiContext): MountedRoute[] {
  return [
    handleRoute(listSentMessages, async ({ query, caller }) => {
      const { userId, ip } = caller;
      if (!(await isServerAdmin(database, userId))) {
        throw new RallyError("forbidden", "Only admins of the server read the message log");
      }
      await recordServerReading(database, { userId, ip }, "messageLogRead");
      const page = { ...query, limit: query.limit ?? limits.pageRows };
      const rows = await sentMessages(database, userId, page);
      const last = rows.length === page.limit ? rows.at(-1) : undefined;
      return { data: rows.map(sentMessageOf), meta: last ? { next: cursorOf(last) } : {} };
    }),
  ];
}
