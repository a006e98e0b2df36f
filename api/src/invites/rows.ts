import { RallyError } from "@rally/shared/errors";
import { limits } from "@rally/shared/limits";
import { rolesThatMay, type ConversationKind, type Role } from "@rally/shared/members";
import { runPrepared, type Database } from "@rally/shared/server/database";
import type { RowRead, TransactionWrite } from "@rally/shared/server/log";
import { existsSql, isBlockedSql, type User } from "@rally/shared/server/models";
import type { ApiContext } from "../http/index.js";

/** A stored invite link. It leads nowhere when it expired, is used up, or its creator lost the right to invite. */
interface InviteRow {
  code: string;
  conversationId: string;
  kind: ConversationKind;
  name: string;
  topic: string | null;
  picture: string | null;
  memberCount: number;
  invitedBy: string;
  /** The creator's role in the conversation. */
  role: Role;
}

/** Links that can be used now; who created them is checked by role, in TypeScript. */
const USABLE = `(i.expires_at is null or i.expires_at > now())
  and (i.max_uses is null or i.uses < i.max_uses)`;

/** Usable invite links, by their code. */
export const invitesByCode: RowRead<InviteRow> = {
  async load(source, codes) {
    const rows = await runPrepared<InviteRow>(
      source,
      {
        name: "invites_by_code",
        text: `select i.code, i.conversation_id as "conversationId", c.kind, c.name, c.topic,
            c.picture, c.member_count as "memberCount", u.display_name as "invitedBy", m.role
          from unnest($1::text[]) asked (code)
            cross join lateral (select * from invites where code = asked.code offset 0) i
            cross join lateral (
              select * from conversations where id = i.conversation_id and deleted_at is null offset 0
            ) c
            cross join lateral (select role from memberships
              where conversation_id = i.conversation_id and user_id = i.creator_id offset 0) m
            cross join lateral (
              select display_name from users where id = i.creator_id offset 0
            ) u
          where ${USABLE}`,
      },
      [codes],
    );
    const usable = rows.filter(({ role, kind }) => rolesThatMay("invite", kind).includes(role));
    return new Map(usable.map((row) => [row.code, row]));
  },
};

/** The address of an invite link. */
export function inviteUrl({ homeUrl }: Pick<ApiContext, "homeUrl">, code: string): string {
  return `${homeUrl()}/invite/${code}`;
}

/** The answer for expired, used-up, revoked and unknown codes alike. */
export function noSuchInvite(): RallyError {
  return new RallyError("not_found", "There is no such invite link");
}

/**
 * Counts a use of an invite link, under the lock of its row.
 * @throws RallyError `not_found` when it was used up, has expired or was revoked meanwhile
 */
export function useInvite(code: string): TransactionWrite {
  return {
    async write(trx) {
      const used = await trx("invites as i").where("code", code).whereRaw(USABLE).increment("uses");
      if (used === 0) throw noSuchInvite();
      return () => undefined;
    },
  };
}

/** @throws RallyError `too_many_invites` */
export function storeInvite(invite: {
  code: string;
  conversationId: string;
  creatorId: string;
  expiresAt: number | undefined;
  uses: number | undefined;
}): TransactionWrite {
  const { code, conversationId, creatorId, expiresAt, uses } = invite;
  return {
    async write(trx) {
      const ofConversation = () => trx("invites as i").where("conversation_id", conversationId);
      await ofConversation().whereRaw(`not (${USABLE})`).delete();
      const stored = await ofConversation().pluck("code");
      if (stored.length >= limits.invitesOfConversation) {
        throw new RallyError(
          "too_many_invites",
          `A conversation has at most ${limits.invitesOfConversation} invite links`,
        );
      }
      await trx("invites").insert({
        ...{ code, conversation_id: conversationId, creator_id: creatorId },
        ...{ expires_at: expiresAt === undefined ? null : new Date(expiresAt), max_uses: uses },
      });
      return () => undefined;
    },
  };
}

export function deleteInvite(conversationId: string, code: string): TransactionWrite {
  return {
    async write(trx) {
      await trx("invites").where({ conversation_id: conversationId, code }).delete();
      return () => undefined;
    },
  };
}

/** A usable link in the list of its conversation. */
export interface ListedInvite extends Pick<User, "id" | "username" | "displayName" | "avatar"> {
  code: string;
  createdAt: Date;
  expiresAt: Date | null;
  maxUses: number | null;
  uses: number;
  blocked: boolean;
}

/**
 * The usable links of a conversation, the newest first; none if the caller may not invite. There are
 * few.
 */
export function invitesOf(
  database: Database,
  callerId: string,
  { id, kind }: { id: string; kind: ConversationKind },
): Promise<ListedInvite[]> {
  return runPrepared(
    database,
    {
      name: "invites_of_conversation",
      text: `select i.code, i.created_at as "createdAt", i.expires_at as "expiresAt",
          i.max_uses as "maxUses", i.uses, u.id, u.username, u.display_name as "displayName",
          u.avatar, ${isBlockedSql("u.id", "$2::uuid")} as blocked
        from (select * from invites where conversation_id = $1 offset 0) i
          cross join lateral (select * from users where id = i.creator_id offset 0) u
        where ${USABLE} and exists (select from memberships
          where conversation_id = $1 and user_id = $2 and role = any($3::text[]))
          and ${existsSql("$1")}
        order by i.created_at desc, i.code`,
    },
    [id, callerId, rolesThatMay("invite", kind)],
  );
}
