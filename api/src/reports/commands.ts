import { RallyError } from "@rally/shared/errors";
import { newId } from "@rally/shared/ids";
import { limits } from "@rally/shared/limits";
import { may } from "@rally/shared/members";
import { reportCommands as commands } from "@rally/shared/reports";
import type { Transaction } from "@rally/shared/server/database";
import { insertAct } from "@rally/shared/server/log";
import { transactionHandler, type CommandHandler } from "../commands/index.js";
import { roleIn } from "../conversations/index.js";
import { notify } from "../notifications/index.js";
import { notificationsOf } from "./notified.js";
import { isServerAdmin } from "../auth/index.js";
import { reportedMessage, reportedUser } from "./subject.js";

const HOUR_MS = 3_600_000;

export function reportHandlers(): CommandHandler[] {
  return [
    transactionHandler(
      commands.createReport,
      async ({ userId: reporter }, { messageId, userId, reason }, trx, after) => {
        await requireFewReports(trx, reporter);
        const subject =
          messageId === undefined
            ? await reportedUser(trx, userId ?? "")
            : await reportedMessage(trx, reporter, messageId);
        if (subject.user_id === reporter) throw forbidden("You can't report yourself");
        const row = { id: newId(), reporter_id: reporter, reason, ...subject };
        const { rowCount } = await trx.raw<{ rowCount: number }>("? on conflict do nothing", [
          trx("reports").insert(row),
        ]);
        if (rowCount === 0) {
          throw new RallyError("already_reported", "Your report of this is still open");
        }
        await notify(trx, after, ...(await notificationsOf(trx, row)));
        return { id: row.id };
      },
    ),

    transactionHandler(
      commands.closeReport,
      async ({ userId: by, ip }, { reportId, outcome, note }, trx) => {
        const report = await trx<StoredReport>("reports")
          .where("id", reportId)
          .forUpdate()
          .first("state", "conversation_id", "message_id", "user_id");
        if (!report || !(await mayClose(trx, by, report))) throw noSuchReport();
        if (report.state === "closed") return { closed: true as const };
        const at = new Date();
        await trx("reports")
          .where("id", reportId)
          .update({
            ...{ state: "closed", closed_at: at, closed_by: by },
            ...{ outcome: outcome ?? null, note: note ?? null },
          });
        const { conversation_id: conversationId, message_id: messageId } = report;
        if (conversationId !== null) {
          const data = { ...(messageId !== null && { messageId }), ...(note && { reason: note }) };
          const act = { action: "reportClosed" as const, data };
          await insertAct(trx, { conversationId, at }, { userId: by, ip }, act);
        }
        return { closed: true as const };
      },
    ),
  ];
}

interface StoredReport {
  id: string;
  state: "open" | "closed";
  conversation_id: string | null;
  message_id: string | null;
  user_id: string | null;
}

/** Admins of the server close all reports, moderators those of others' messages in their conversation. */
async function mayClose(
  trx: Transaction,
  userId: string,
  report: Omit<StoredReport, "id">,
): Promise<boolean> {
  if (await isServerAdmin(trx, userId)) return true;
  if (report.conversation_id === null || report.user_id === userId) return false;
  const member = await roleIn(trx, userId, report.conversation_id);
  return member !== undefined && may(member.role, "readReports", member.kind);
}

/** @throws RallyError `rate_limited` after `reportsPerHour` reports in an hour */
async function requireFewReports(trx: Transaction, reporter: string): Promise<void> {
  const earliest = await trx<{ reporter_id: string; id: string; at: Date }>("reports")
    .where("reporter_id", reporter)
    .orderBy("id", "desc")
    .offset(limits.reportsPerHour - 1)
    .first("at");
  const wait = earliest ? earliest.at.getTime() + HOUR_MS - Date.now() : 0;
  if (wait > 0) {
    throw new RallyError("rate_limited", "Too many reports; try again later", { retryAfter: wait });
  }
}

const forbidden = (message: string): RallyError => new RallyError("forbidden", message);
const noSuchReport = (): RallyError => new RallyError("not_found", "There is no such report");
