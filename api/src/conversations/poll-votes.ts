import { listVotes } from "@rally/shared/conversations";
import { RallyError } from "@rally/shared/errors";
import { limits } from "@rally/shared/limits";
import { runPrepared, type Prepared } from "@rally/shared/server/database";
import { existsSql, isBlockedSql, personOf, type User } from "@rally/shared/server/models";
import { handleRoute, type ApiContext, type MountedRoute } from "../http/index.js";
import { noSuchConversation } from "./policy.js";

const FIRST = "00000000-0000-0000-0000-000000000000";

/** A row of the page; every column of the vote is null if the page is empty. */
interface VoteRow extends Pick<User, "username" | "displayName" | "avatar"> {
  /** Null if this conversation has no such message. */
  messageId: string | null;
  /** Null if the message is no poll, or deleted. */
  anonymous: boolean | null;
  userId: string | null;
  /** Null for a deleted account. */
  id: string | null;
  /** Whether there is a block between the voter and the reader [S14]. */
  blocked: boolean;
  choices: number[];
  at: Date;
}

/**
 * A page of the votes in a poll by user id: no row if user `$2` is not a member, one row without a
 * vote if the page is empty. The votes of an anonymous poll are not read. Votes are chosen by key
 * first, then their users by key.
 */
const page: Prepared = {
  name: "votes_page",
  text: `
    select p.id as "messageId", (p.content->>'anonymous')::boolean as anonymous,
      v.user_id as "userId", u.id, u.username, u.display_name as "displayName", u.avatar,
      v.choices, v.at, ${isBlockedSql("u.id", "$2::uuid")} as blocked
    from memberships me
      left join lateral (
        select id, content from messages
        where id = $3 and conversation_id = $1 and seq > me.cleared_seq offset 0
      ) p on true
      left join lateral (
        select user_id, choices, at from votes
        where p.content->>'kind' = 'poll' and p.content->>'anonymous' = 'false'
          and message_id = $3 and (message_id, user_id) > ($3, $4::uuid) and choices <> '{}'
        order by message_id, user_id limit $5
      ) v on true
      left join lateral (
        select * from users where id = v.user_id and deleted_at is null offset 0
      ) u on true
    where me.conversation_id = $1 and me.user_id = $2 and ${existsSql("$1")}
    order by v.user_id`,
};

export function pollRoutes({ database, history }: ApiContext): MountedRoute[] {
  return [
    handleRoute(listVotes, async ({ params, query, caller }) => {
      const { after = FIRST, limit = limits.pageRows } = query;
      const rows = await runPrepared<VoteRow>(database, page, [
        ...[params.id, caller.userId, params.messageId, after, limit],
      ]);
      const [first] = rows;
      if (!first) throw noSuchConversation();
      if (first.messageId === null) {
        throw new RallyError("not_found", "There is no such message");
      }
      if (first.anonymous !== false) {
        throw new RallyError("forbidden", "Only the votes of open polls are shown");
      }
      const last = rows.at(-1)?.userId;
      return {
        data: rows.flatMap(({ id, blocked, choices, at, ...person }) =>
          id === null || blocked
            ? []
            : { user: personOf({ id, ...person }), choices, at: at.getTime() },
        ),
        meta: { lineage: history.lineage, ...(rows.length === limit && last && { next: last }) },
      };
    }),
  ];
}
