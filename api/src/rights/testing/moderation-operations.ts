import { listAudit, listServerAudit } from "@rally/shared/audit";
import * as bans from "@rally/shared/bans";
import { newId } from "@rally/shared/ids";
import * as members from "@rally/shared/members";
import { listSentMessages } from "@rally/shared/message-log";
import * as reports from "@rally/shared/reports";
import { route, type Operation, type OperationSetup } from "./operation.js";

const id = ({ fixture }: OperationSetup) => fixture.conversationId;
const extra = (setup: OperationSetup) => ({
  params: { id: id(setup), userId: setup.actors.extra.id },
});

/** What moderators do in a conversation, by its routes. */
export const moderationOperations: readonly Operation[] = [
  route("member.remove a member", "route", members.removeMemberRoute, extra),
  route("member.mute a member", "route", members.muteMemberRoute, (setup) => ({
    ...extra(setup),
    body: {},
  })),
  route("member.unmute", "route", members.unmuteMemberRoute, extra),
  route("member.ban a member", "route", bans.banRoute, (setup) => ({
    params: { id: id(setup) },
    body: { userId: setup.actors.extra.id },
  })),
  route("member.unban", "route", bans.unbanRoute, (setup) => ({
    params: { id: id(setup), banId: newId() },
  })),
  route("bans of the conversation", "query", bans.listBans, (setup) => ({
    params: { id: id(setup) },
  })),
  route("report.create about a message", "route", reports.createReportRoute, ({ fixture }) => ({
    body: { messageId: fixture.others, reason: "spam" },
  })),
  route("report.close", "route", reports.updateReportRoute, ({ fixture }) => ({
    params: { id: fixture.reportId },
    body: { state: "closed" },
  })),
  route("reports of the conversation", "query", reports.listConversationReports, (setup) => ({
    params: { id: id(setup) },
  })),
  route("all reports", "query", reports.listReports, () => ({})),
  route("address.ban", "route", bans.serverBanRoute, () => ({ body: { address: "192.0.2.1" } })),
  route("user.unban", "route", bans.serverUnbanRoute, () => ({ params: { banId: newId() } })),
  route("bans of the server", "query", bans.listServerBans, () => ({})),
  route("the message log", "query", listSentMessages, () => ({})),
  route("the audit log of the server", "query", listServerAudit, () => ({})),
  route("the audit log", "query", listAudit, (setup) => ({ params: { id: id(setup) } })),
];
