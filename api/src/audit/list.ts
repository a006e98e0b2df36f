import type { AuditData } from "@rally/shared/audit";
import { rolesThatMay, type ConversationKind } from "@rally/shared/members";
import { runPrepared, type Database } from "@rally/shared/server/database";
import { personJsonSql, type PersonJson } from "@rally/shared/server/models";

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

/**
 * A page of the audit log of conversation `$1`, the newest first; none if user `$2` may not read it.
 * @param page.before the last id of the previous page
 */
export function auditPage(
  database: Database,
  callerId: string,
  page: { id: string; kind: ConversationKind; before: string | undefined; limit: number },
): Promise<AuditRow[]> {
  return runPrepared(
    database,
    {
      name: "audit_page",
      text: `select e.id, e.at, e.action, e.data, host(e.ip) as ip,
          ${personJsonSql("e.actor_id", "$2::uuid")} as actor,
          ${personJsonSql("e.target_id", "$2::uuid")} as target,
          (select role = 'admin' from users where id = $2) as "readsAddresses"
        from (
          select * from audit_entries
          where conversation_id = $1 and ($3::uuid is null or id < $3)
            and exists (select from memberships
              where conversation_id = $1 and user_id = $2 and role = any($5::text[]))
          order by conversation_id, id desc limit $4
        ) e order by e.id desc`,
    },
    [page.id, callerId, page.before ?? null, page.limit, rolesThatMay("readAuditLog", page.kind)],
  );
}
