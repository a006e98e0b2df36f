import { RallyError } from "@rally/shared/errors";
import { rolesThatMay } from "@rally/shared/members";
import { limits } from "@rally/shared/limits";
import { runPrepared, type Database, type Transaction } from "@rally/shared/server/database";
import {
  requireNotBannedHere,
  type RowRead,
  type TransactionWrite,
} from "@rally/shared/server/log";
import { existsSql, isBlockedSql, type User } from "@rally/shared/server/models";
import { writeNotifications } from "@rally/shared/server/notifications";

interface Request {
  conversationId: string;
  userId: string;
}
const rowOf = ({ conversationId, userId }: Request) => ({
  conversation_id: conversationId,
  user_id: userId,
});
const keyOf = ({ conversationId }: Request): string => `join:${conversationId}`;

/** Of each conversation: the first members who may answer requests, in the order in which they joined. */
export const notifiedAdmins: RowRead<string[]> = {
  async load(source, ids) {
    const rows = await runPrepared<{ conversation: string; users: string[] }>(
      source,
      {
        name: "join_request_admins",
        text: `select c.id as conversation, array(
            select user_id from memberships
            where conversation_id = c.id and role in ('owner', 'admin', 'moderator')
              and role = any($2::text[])
            order by joined_at limit ${limits.joinRequestNotified}) as users
          from unnest($1::uuid[]) c (id)`,
      },
      [ids, rolesThatMay("answerJoinRequests", "channel")],
    );
    return new Map(rows.map(({ conversation, users }) => [conversation, users]));
  },
};

/**
 * Stores a request and notifies `admins`; a request that waits stays as it is.
 * @throws RallyError `banned_here`; `asked_too_often` within `joinRequestPause` of a declined one
 */
export function askToJoin(
  request: Request & { ip: string | undefined },
  admins: readonly string[],
): TransactionWrite {
  return {
    locks: admins,
    async write(trx) {
      const { conversationId: conversation, userId: user, ip } = request;
      await requireNotBannedHere(trx, { conversation, user, ip });
      const stored = await trx<RequestRow>("join_requests").where(rowOf(request)).first();
      if (stored?.state === "pending") return () => undefined;
      if (stored && Date.now() - stored.at.getTime() < limits.joinRequestPause) {
        throw new RallyError("asked_too_often", "An admin has declined a request of this user");
      }
      await trx("join_requests")
        .insert({ ...rowOf(request), state: "pending", at: new Date() })
        .onConflict(["conversation_id", "user_id"])
        .merge();
      const name = await nameOf(trx, request.conversationId);
      const versions = await writeNotifications(trx, {
        drafts: admins.map((userId) => ({
          ...{ userId, kind: "join_request" as const, from: request.userId, data: { name } },
          ...{ key: `${keyOf(request)}:${request.userId}`, conversationId: request.conversationId },
        })),
      });
      return (bus) => {
        for (const version of versions) bus.publish("user", version);
      };
    },
  };
}

/** Removes a request if it waits. A declined one stays until its user can ask again. */
export function dropRequest(request: Request): TransactionWrite {
  return {
    async write(trx) {
      await trx("join_requests")
        .where({ ...rowOf(request), state: "pending" })
        .delete();
      return () => undefined;
    },
  };
}

/**
 * Removes a request that waits: an admin accepts it, or its user withdraws it.
 * @throws RallyError `missing` when none waits
 */
export function takeRequest(request: Request, missing = noSuchRequest): TransactionWrite {
  return {
    async write(trx) {
      const where = { ...rowOf(request), state: "pending" };
      if ((await trx("join_requests").where(where).delete()) === 0) throw missing();
      return () => undefined;
    },
  };
}

/** Declines a request and notifies its user. @throws RallyError `not_found` when there is none */
export function declineRequest(request: Request, author: string): TransactionWrite {
  return {
    locks: [request.userId],
    async write(trx) {
      const where = { ...rowOf(request), state: "pending" };
      const declined = await trx("join_requests")
        .where(where)
        .update({ state: "declined", at: new Date() });
      if (declined === 0) throw noSuchRequest();
      const name = await nameOf(trx, request.conversationId);
      const versions = await writeNotifications(trx, {
        drafts: [
          {
            ...{ userId: request.userId, kind: "moderation", key: keyOf(request), from: author },
            data: { action: "declined", name },
          },
        ],
      });
      return (bus) => {
        for (const version of versions) bus.publish("user", version);
      };
    },
  };
}

/** A request that waits, with its user. */
export interface WaitingRequest extends Pick<User, "username" | "displayName" | "avatar"> {
  id: string;
  at: Date;
  blocked: boolean;
}

/**
 * A page of the requests that wait, the oldest first; none if the caller may not answer them.
 * @param page.after the last user of the previous page
 */
export function waitingRequests(
  database: Database,
  callerId: string,
  page: { conversationId: string; after: string | undefined; limit: number },
): Promise<WaitingRequest[]> {
  const allowed = rolesThatMay("answerJoinRequests", "channel");
  return runPrepared(
    database,
    {
      name: "join_requests_page",
      text: `
        select u.id, u.username, u.display_name as "displayName", u.avatar, r.at,
          ${isBlockedSql("u.id", "$2::uuid")} as blocked
        from (
          select user_id, at from join_requests
          where conversation_id = $1 and state = 'pending' and (at, user_id) > (
            coalesce((select at from join_requests where conversation_id = $1 and user_id = $3::uuid),
              '-infinity'), coalesce($3::uuid, '00000000-0000-0000-0000-000000000000'))
            and exists (select from memberships
              where conversation_id = $1 and user_id = $2 and role = any($5::text[]))
            and ${existsSql("$1")}
          order by at, user_id limit $4
        ) r cross join lateral (
          select * from users where id = r.user_id and deleted_at is null offset 0
        ) u
        order by r.at, u.id`,
    },
    [page.conversationId, callerId, page.after ?? null, page.limit, allowed],
  );
}

interface RequestRow {
  conversation_id: string;
  user_id: string;
  state: "pending" | "declined";
  at: Date;
}

async function nameOf(trx: Transaction, id: string): Promise<string> {
  const row = await trx<{ id: string; name: string }>("conversations").where({ id }).first("name");
  return row?.name ?? "";
}

function noSuchRequest(): RallyError {
  return new RallyError("not_found", "There is no such request to join");
}
