import type { Content } from "@rally/shared/conversations";
import { rolesThatMay, type ConversationKind } from "@rally/shared/members";
import type { Report, ReportState } from "@rally/shared/reports";
import { runPrepared, type Database } from "@rally/shared/server/database";
import { existsSql, personJsonSql, personOf, type PersonJson } from "@rally/shared/server/models";

interface ReportRow {
  id: string;
  state: ReportState;
  at: Date;
  reason: string;
  reporter: PersonJson | null;
  user: PersonJson | null;
  messageId: string | null;
  conversationId: string | null;
  kind: ConversationKind | null;
  name: string | null;
  content: Content | null;
  sentAt: Date | null;
  canOpen: boolean;
  closedAt: Date | null;
  closedBy: PersonJson | null;
  outcome: string | null;
  note: string | null;
}

export interface ReportPage {
  state: ReportState;
  /** The last id of the previous page. */
  before: string | undefined;
  limit: number;
}

/** The reports of a page, whose rows `source` selects, for reader `$1`. */
const reportsFrom = (source: string): string => `
  select r.id, r.state, r.at, r.reason, r.content, r.outcome, r.note,
    r.message_id as "messageId", r.conversation_id as "conversationId", r.sent_at as "sentAt",
    r.closed_at as "closedAt", c.kind, c.name,
    ${personJsonSql("r.reporter_id", "$1::uuid")} as reporter,
    ${personJsonSql("r.user_id", "$1::uuid")} as user,
    ${personJsonSql("r.closed_by", "$1::uuid")} as "closedBy",
    exists (select from memberships
      where conversation_id = r.conversation_id and user_id = $1)
      and ${existsSql("r.conversation_id")} as "canOpen"
  from (${source}) r left join lateral (
    select kind, name from conversations where id = r.conversation_id offset 0) c on true
  order by r.id desc`;

/** A page of all reports, the newest first; none if the caller is no admin of the server. */
export function allReports(
  database: Database,
  callerId: string,
  { state, before, limit }: ReportPage,
): Promise<ReportRow[]> {
  const text = reportsFrom(`
    select * from reports
    where state = $2 and id < coalesce($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
      and exists (select from users where id = $1 and role = 'admin')
    order by state, id desc limit $4`);
  return runPrepared(database, { name: "reports_page", text }, [
    ...[callerId, state, before ?? null, limit],
  ]);
}

/**
 * A page of the reports of a conversation's messages, the newest first, without those about the
 * caller; none if the caller may not read them.
 */
export function conversationReports(
  database: Database,
  callerId: string,
  { id, kind, state, before, limit }: ReportPage & { id: string; kind: ConversationKind },
): Promise<ReportRow[]> {
  const text = reportsFrom(`
    select * from reports
    where conversation_id = $5 and state = $2 and id < coalesce($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
      and user_id is distinct from $1
      and exists (select from memberships
        where conversation_id = $5 and user_id = $1 and role = any($6::text[]))
      and ${existsSql("$5")}
    order by conversation_id, state, id desc limit $4`);
  return runPrepared(database, { name: "conversation_reports_page", text }, [
    ...[callerId, state, before ?? null, limit, id, rolesThatMay("readReports", kind)],
  ]);
}

export function reportOf(row: ReportRow): Report {
  const { id, state, reason, reporter, user, closedAt, closedBy, outcome, note } = row;
  return {
    ...{ id, state, reason, at: row.at.getTime() },
    ...(reporter && { reporter: seen(reporter) }),
    ...(user && { user: seen(user) }),
    ...messageOf(row),
    ...(closedAt && {
      closed: {
        at: closedAt.getTime(),
        ...(closedBy && { by: seen(closedBy) }),
        ...(outcome !== null && { outcome }),
        ...(note !== null && { note }),
      },
    }),
  };
}

function messageOf(row: ReportRow): Pick<Report, "message"> {
  const { messageId: id, conversationId, kind, name, content, sentAt, canOpen } = row;
  if (id === null || conversationId === null || kind === null) return {};
  if (content === null || sentAt === null) return {};
  return {
    message: {
      ...{ id, conversationId, conversationKind: kind, content, canOpen },
      ...(canOpen && name !== null && { conversationName: name }),
      sentAt: sentAt.getTime(),
    },
  };
}

const seen = (person: PersonJson) => personOf(person, { nameOnly: person.blocked });
