import type { Role } from "@rally/shared/members";
import { runPrepared, type Database, type Prepared } from "@rally/shared/server/database";
import { isBlockedSql, mutedUntilSql, type User } from "@rally/shared/server/models";

/** A row of the page; `id` is null for a deleted account, or if the page is empty. */
export interface MemberRow extends Pick<User, "username" | "displayName" | "avatar"> {
  userId: string | null;
  id: string | null;
  role: Role;
  joinedAt: Date;
  /** Milliseconds since the epoch; null: not muted. */
  mutedUntil: number | null;
  blocked: boolean;
}

/**
 * A page of the members of conversation `$1` by user id: no row if user `$2` is not a member, one row
 * without a user if the page is empty. Members are chosen by key first, then their users by key.
 */
const page: Prepared = {
  name: "members_page",
  text: `
    select m.user_id as "userId", u.id, u.username, u.display_name as "displayName", u.avatar, m.role,
      m.joined_at as "joinedAt", ${mutedUntilSql("$1", "m.user_id")} as "mutedUntil",
      ${isBlockedSql("u.id", "$2::uuid")} as blocked
    from memberships me
      left join lateral (
        select user_id, role, joined_at from memberships
        where conversation_id = $1 and (conversation_id, user_id) > ($1, $3::uuid)
        order by conversation_id, user_id limit $4
      ) m on true
      left join lateral (
        select * from users where id = m.user_id and deleted_at is null offset 0
      ) u on true
    where me.conversation_id = $1 and me.user_id = $2
    order by m.user_id`,
};

/** @returns no row when the caller is not a member of the conversation. */
export function membersOf(
  database: Database,
  callerId: string,
  { conversationId, after, limit }: { conversationId: string; after: string; limit: number },
): Promise<MemberRow[]> {
  return runPrepared(database, page, [conversationId, callerId, after, limit]);
}
