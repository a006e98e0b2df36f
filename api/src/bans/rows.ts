import { RallyError } from "@rally/shared/errors";
import { limits } from "@rally/shared/limits";
import { rolesThatMay, type ConversationKind } from "@rally/shared/members";
import { runPrepared, type Database } from "@rally/shared/server/database";
import type { RowRead, TransactionWrite } from "@rally/shared/server/log";
import { existsSql, personJsonSql, type PersonJson } from "@rally/shared/server/models";
import { readRange } from "./address-range.js";

/** Sessions that a banned range may contain at most, so that one command stays short. */
export const MATCHED_SESSIONS = 500;

/** Those of the users who are admins of the server. */
export const serverAdmins: RowRead<true> = {
  async load(source, ids) {
    const rows = await runPrepared<{ id: string }>(
      source,
      {
        name: "server_admins_among",
        text: `select u.id from unnest($1::uuid[]) asked (id) cross join lateral (
          select id from users where id = asked.id and role = 'admin' and deleted_at is null offset 0
        ) u`,
      },
      [ids],
    );
    return new Map(rows.map(({ id }) => [id, true]));
  },
};

/**
 * Users with a session whose last address is in a range, by the range in CIDR notation; one more than
 * `MATCHED_SESSIONS` if there are more.
 */
export const usersAtAddress: RowRead<string[]> = {
  async load(source, ranges) {
    const found = new Map<string, string[]>();
    for (const cidr of ranges) {
      const { first, last } = readRange(cidr, { confirmed: true, own: undefined });
      const rows = await runPrepared<{ user_id: string }>(
        source,
        {
          name: "users_at_address",
          text: `select user_id from sessions
            where ended_at is null and session_address(ip) between $1::inet and $2::inet
            order by session_address(ip) limit ${MATCHED_SESSIONS + 1}`,
        },
        [first, last],
      );
      const users = rows.map(({ user_id }) => user_id);
      found.set(cidr, users.length > MATCHED_SESSIONS ? users : [...new Set(users)]);
    }
    return found;
  },
};

/** A ban to store: of a user or of a range in CIDR notation. */
export interface NewBan {
  id: string;
  conversationId: string;
  userId?: string;
  address?: string;
  bannedBy: string;
  /** Milliseconds since the epoch; undefined: for ever. */
  until: number | undefined;
  reason: string | undefined;
}

/**
 * Stores a ban in place of the one of the same user or range, and drops what would bring the user in.
 * @throws RallyError `not_found` for an unknown user, `too_many_bans`
 */
export function storeBan(ban: NewBan): TransactionWrite {
  const { id, conversationId, userId, address, bannedBy, until, reason } = ban;
  return {
    locks: userId === undefined ? [] : [userId],
    async write(trx) {
      const ofConversation = () =>
        trx("conversation_bans").where("conversation_id", conversationId);
      if (userId !== undefined) {
        const user = await trx<{ id: string; deleted_at: Date | null }>("users")
          .where("id", userId)
          .whereNull("deleted_at")
          .first("id");
        if (!user) throw new RallyError("not_found", "There is no such user");
        await ofConversation().where("user_id", userId).delete();
        const requests = { conversation_id: conversationId, user_id: userId };
        await trx("join_requests").where(requests).delete();
      } else await ofConversation().where("address", address).delete();
      await ofConversation().where("until", "<=", trx.fn.now()).delete();
      const { rows } = await trx.raw<{ rows: { count: number }[] }>(
        `select count(*)::integer as count from (
          select from conversation_bans where conversation_id = ? limit ?) b`,
        [conversationId, limits.bansOfConversation],
      );
      if ((rows[0]?.count ?? 0) >= limits.bansOfConversation) {
        throw new RallyError("too_many_bans", `At most ${limits.bansOfConversation} bans`);
      }
      await trx("conversation_bans").insert({
        ...{ id, conversation_id: conversationId, user_id: userId ?? null },
        ...{ address: address ?? null, banned_by: bannedBy, reason: reason ?? null },
        until: until === undefined ? "infinity" : new Date(until),
      });
      return () => undefined;
    },
  };
}

/** A ban that a moderator lifts. */
interface StoredBan {
  id: string;
  conversationId: string;
  userId: string | null;
  address: string | null;
}

const STORED = `id, conversation_id as "conversationId", user_id as "userId", address`;

export const bansById: RowRead<StoredBan> = {
  async load(source, ids) {
    const name = "conversation_bans_by_id";
    const text = `select ${STORED} from conversation_bans where id = any($1::uuid[])`;
    const rows = await runPrepared<StoredBan>(source, { name, text }, [ids]);
    return new Map(rows.map((row) => [row.id, row]));
  },
};

/** The key of a user's ban from a conversation. */
export const userKey = (conversationId: string, userId: string): string =>
  `${conversationId} ${userId}`;

export const bansByUser: RowRead<StoredBan> = {
  async load(source, keys) {
    const name = "conversation_bans_by_user";
    const text = `select ${STORED} from conversation_bans
      where conversation_id = $1::uuid and user_id = $2::uuid`;
    const found = new Map<string, StoredBan>();
    for (const key of keys) {
      const [ban] = await runPrepared<StoredBan>(source, { name, text }, key.split(" "));
      if (ban) found.set(key, ban);
    }
    return found;
  },
};

export function deleteBan(id: string): TransactionWrite {
  return {
    async write(trx) {
      await trx("conversation_bans").where({ id }).delete();
      return () => undefined;
    },
  };
}

export interface ListedBan {
  id: string;
  user: PersonJson | null;
  address: string | null;
  bannedBy: PersonJson | null;
  at: Date;
  /** Null: for ever. */
  until: Date | null;
  reason: string | null;
  /** Whether the reader is an admin of the server, who sees addresses. */
  readsAddresses: boolean;
}

/** The bans of conversation `$1` that are in force, the newest first; none if user `$2` may not read them. */
export function bansPage(
  database: Database,
  callerId: string,
  page: { id: string; kind: ConversationKind; before: string | undefined; limit: number },
): Promise<ListedBan[]> {
  return runPrepared(
    database,
    {
      name: "conversation_bans_page",
      text: `select b.id, ${personJsonSql("b.user_id", "$2::uuid")} as user, b.address,
          ${personJsonSql("b.banned_by", "$2::uuid")} as "bannedBy", b.created_at as at,
          nullif(b.until, 'infinity') as until, b.reason,
          (select role = 'admin' from users where id = $2) as "readsAddresses"
        from (
          select * from conversation_bans
          where conversation_id = $1 and ($3::uuid is null or id < $3) and until > now()
            and exists (select from memberships
              where conversation_id = $1 and user_id = $2 and role = any($5::text[]))
            and ${existsSql("$1")}
          order by conversation_id, id desc limit $4
        ) b order by b.id desc`,
    },
    [page.id, callerId, page.before ?? null, page.limit, rolesThatMay("ban", page.kind)],
  );
}
