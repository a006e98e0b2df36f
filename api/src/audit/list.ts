import type { AuditData } from "@rally/shared/audit";
import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { rolesThatMay, type ConversationKind } from "@rally/shared/members";
import { runPrepared, type Database } from "@rally/shared/server/database";
import { existsSql, personJsonSql, type PersonJson } from "@rally/shared/server/models";

export interface AuditRow {
  id: string;
  at: Date;
  action: string;
  data: AuditData;
  ip: string | null;
  /** Null without one, and for a deleted account. */
  actor: PersonJson | null;
  target: PersonJson | null;
  /** Whether the reader is an admin of the server, who sees addresses. */
  readsAddresses: boolean;
}

interface AuditPage {
  /** The last id of the previous page. */
  before: string | undefined;
  limit: number;
}

/** A page of the audit log of conversation `$1`, the newest first; none unless `condition` holds. */
const pageSql = (condition: string): string => `
  select e.id, e.at, e.action, e.data, host(e.ip) as ip,
    ${personJsonSql("e.actor_id", "$2::uuid")} as actor,
    ${personJsonSql("e.target_id", "$2::uuid")} as target,
    (select role = 'admin' from users where id = $2) as "readsAddresses"
  from (
    select * from audit_entries
    where conversation_id = $1 and ($3::uuid is null or id < $3) and exists (${condition})
    order by conversation_id, id desc limit $4
  ) e order by e.id desc`;

/** A page of the audit log of a conversation; none if the caller may not read it. */
export function auditPage(
  database: Database,
  callerId: string,
  page: AuditPage & { id: string; kind: ConversationKind },
): Promise<AuditRow[]> {
  const condition = `select from memberships
    where conversation_id = $1 and user_id = $2 and role = any($5::text[])
      and ${existsSql("$1")}`;
  return runPrepared(database, { name: "audit_page", text: pageSql(condition) }, [
    ...[page.id, callerId, page.before ?? null, page.limit],
    rolesThatMay("readAuditLog", page.kind),
  ]);
}

/**
 * A page of the audit log of the world chat, which has what admins did for the whole server; none if
 * the caller is no admin of the server.
 */
export function serverAuditPage(
  database: Database,
  callerId: string,
  { before, limit }: AuditPage,
): Promise<AuditRow[]> {
  const condition = "select from users where id = $2 and role = 'admin'";
  return runPrepared(database, { name: "server_audit_page", text: pageSql(condition) }, [
    ...[WORLD_CONVERSATION_ID, callerId, before ?? null, limit],
  ]);
}
