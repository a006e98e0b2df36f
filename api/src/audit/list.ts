import type { AuditData } from "@rally/shared/audit";
import { rolesThatMay, type ConversationKind } from "@rally/shared/members";
import { runPrepared, type Database } from "@rally/shared/server/database";
import { isBlockedSql } from "@rally/shared/server/models";

/** A user of an entry, as columns with a prefix; null without one or for a deleted account. */
interface UserColumns {
  id: string;
  username: string;
  displayName: string;
  avatar: string | null;
  blocked: boolean;
}

export interface AuditRow {
  id: string;
  at: Date;
  action: string;
  data: AuditData;
  ip: string | null;
  actor: UserColumns | null;
  target: UserColumns | null;
  /** Whether the reader is an admin of the server, who sees addresses. */
  readsAddresses: boolean;
}

/** SQL: a user by their id as JSON; null for a deleted account. */
const userJson = (id: string): string => `(
  select json_build_object('id', u.id, 'username', u.username, 'displayName', u.display_name,
    'avatar', u.avatar, 'blocked', ${isBlockedSql("u.id", "$2::uuid")})
  from users u where u.id = ${id} and u.deleted_at is null)`;

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
          ${userJson("e.actor_id")} as actor, ${userJson("e.target_id")} as target,
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
