import { RallyError } from "@rally/shared/errors";
import { limits } from "@rally/shared/limits";
import { may } from "@rally/shared/members";
import * as routes from "@rally/shared/reports";
import { commandIdFrom, type Dispatcher } from "../commands/index.js";
import { noSuchConversation, roleIn } from "../conversations/index.js";
import { handleRoute, type ApiContext, type MountedRoute } from "../http/index.js";
import { allReports, conversationReports, reportOf } from "./list.js";
import { isServerAdmin } from "../auth/index.js";

export function reportRoutes({ database }: ApiContext, dispatcher: Dispatcher): MountedRoute[] {
  return [
    handleRoute(routes.createReportRoute, async ({ body, caller, commandId }) => ({
      data: await dispatcher.run(caller, routes.createReport, commandIdFrom(commandId), body),
    })),

    handleRoute(routes.listReports, async ({ query, caller }) => {
      if (!(await isServerAdmin(database, caller.userId))) {
        throw new RallyError("forbidden", "Only admins of the server see all reports");
      }
      const page = pageOf(query);
      return answer(await allReports(database, caller.userId, page), page.limit);
    }),

    handleRoute(routes.listConversationReports, async ({ params: { id }, query, caller }) => {
      const member = await roleIn(database, caller.userId, id);
      if (!member) throw noSuchConversation();
      if (!may(member.role, "readReports", member.kind)) {
        throw new RallyError("forbidden", "Only moderators see reports");
      }
      const page = { id, kind: member.kind, ...pageOf(query) };
      return answer(await conversationReports(database, caller.userId, page), page.limit);
    }),

    handleRoute(routes.updateReportRoute, async ({ params: { id }, body, caller, commandId }) => {
      const { state: _closed, ...how } = body;
      const input = { reportId: id, ...how };
      return {
        data: await dispatcher.run(caller, routes.closeReport, commandIdFrom(commandId), input),
      };
    }),
  ];
}

const pageOf = ({
  state = "open",
  before,
  limit = limits.pageRows,
}: {
  state?: routes.ReportState | undefined;
  before?: string | undefined;
  limit?: number | undefined;
}) => ({ state, before, limit });

function answer(rows: Parameters<typeof reportOf>[0][], limit: number) {
  const next = rows.length === limit ? rows.at(-1)?.id : undefined;
  return { data: rows.map(reportOf), meta: next === undefined ? {} : { next } };
}
