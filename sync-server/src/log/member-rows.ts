import { RallyError } from "@rally/shared/errors";
import type { Role } from "@rally/shared/members";
import type { Bus } from "@rally/shared/server/bus";
import type { Transaction } from "@rally/shared/server/database";
import { bannedSql, blockedIdsSql } from "@rally/shared/server/models";
import { writeNotifications } from "@rally/shared/server/notifications";

/** What a change of the kind `member` does to rows, as of the conversation's `version`. */
export interface MemberRows {
  conversation: string;
  user: string;
  version: number;
  role: Role | null;
  /** Whether they were in it before. */
  was: boolean;
  /** The conversation's last seq; who comes has nothing of what was before to read. */
  lastSeq: number;
  /** Who does it. */
  author: string;
}

/** What is told once the rows are durable. */
export type Told = (bus: Bus) => void;

/**
 * Writes a member's rows under the conversation's lock, and the user's version under the user's.
 * @throws RallyError `not_found` for nobody and the banned, `blocked`: whether somebody may be
 * brought in is asked here, for blocks and bans take the user's lock and not this conversation's.
 */
export async function writeMember(trx: Transaction, rows: MemberRows): Promise<Told> {
  const { conversation, user, version, role, was, lastSeq } = rows;
  const at = { conversation_id: conversation, user_id: user };
  if (role !== null && was) {
    await trx("memberships").where(at).update({ role, member_version: version });
    if (role === "owner") await ownedBy(trx, conversation, user);
    return notifyOf(trx, rows, "role");
  }
  const userVersion = await nextUserVersion(trx, user);
  if (role === null) {
    await trx("memberships").where(at).delete();
    await trx("departures")
      .insert({ ...at, version, user_version: userVersion })
      .onConflict(["conversation_id", "user_id"])
      .merge();
    const notified = await notifyOf(trx, rows, "removed");
    return (bus) => {
      bus.publish("membershipLost", { conversation, user });
      bus.publish("user", { user, version: userVersion });
      notified(bus);
    };
  }
  await requireWelcome(trx, rows);
  await trx("departures").where(at).delete();
  await trx("memberships").insert({
    ...at,
    role,
    joined_seq: lastSeq,
    marker: lastSeq,
    member_version: version,
    user_version: userVersion,
  });
  const notified = await notifyOf(trx, rows, "added");
  return (bus) => {
    bus.publish("user", { user, version: userVersion, joined: conversation });
    notified(bus);
  };
}

/** Whoever is brought in, put out or given another role by somebody else is told of it. */
async function notifyOf(
  trx: Transaction,
  { conversation, user, author, role }: MemberRows,
  action: "added" | "removed" | "role",
): Promise<Told> {
  if (user === author) return () => undefined;
  const group = await trx<{ id: string; name: string | null }>("conversations")
    .where("id", conversation)
    .first("name");
  const data = { action, ...(role && { role }), ...(group?.name && { name: group.name }) };
  const draft = { userId: user, from: author, conversationId: conversation, data };
  const key = `member:${conversation}`;
  const versions = await writeNotifications(trx, {
    drafts: [{ ...draft, kind: "moderation", key }],
  });
  return (bus) => {
    for (const version of versions) bus.publish("user", version);
  };
}

const ownedBy = (trx: Transaction, id: string, user: string) =>
  trx("conversations").where({ id }).update({ owner_id: user });

async function nextUserVersion(trx: Transaction, id: string): Promise<number> {
  const [row] = await trx<{ id: string; version: number; deleted_at: Date | null }>("users")
    .where({ id })
    .increment("version", 1)
    .returning("version");
  if (!row) throw new RallyError("not_found", "There is no such user");
  return row.version;
}

/**
 * Notes a member's first message in a two-person conversation, and has the other one's devices look
 * again at whose presence they are shown.
 */
export async function writeFirstMessage(
  trx: Transaction,
  conversation: string,
  user: string,
): Promise<Told> {
  await trx("memberships")
    .where({ conversation_id: conversation, user_id: user })
    .update({ wrote: true });
  const other = await trx("memberships as m")
    .join("users as u", "u.id", "m.user_id")
    .where("m.conversation_id", conversation)
    .whereNot("m.user_id", user)
    .first<{ id: string; version: number } | undefined>("u.id", "u.version");
  return (bus) => {
    if (other) bus.publish("user", { user: other.id, version: other.version });
  };
}

/**
 * Reads after the user's row was locked: a block or a ban is either seen, or comes after this. A user
 * is not brought by somebody else into a conversation with a member whom they have blocked, or who
 * has blocked them [S14].
 */
async function requireWelcome(trx: Transaction, member: MemberRows): Promise<void> {
  const { user, author, conversation } = member;
  const { rows } = await trx.raw<{ rows: Welcome[] }>(
    `select deleted_at is not null as gone, ${bannedSql("users")} as banned,
      :author::uuid = any(blocks_of.ids) as blocked,
      exists (select from memberships
        where conversation_id = :conversation and user_id = any(blocks_of.ids)) as "blockedByMember"
    from users, lateral (select ${blockedIdsSql("users.id")} as ids) as blocks_of
    where id = :user`,
    { user, author, conversation },
  );
  const [found] = rows;
  if (!found || found.gone) throw new RallyError("not_found", "There is no such user");
  if (found.blocked) throw new RallyError("blocked", "One of you has blocked the other");
  if (found.banned) throw new RallyError("not_found", "There is no such user");
  if (found.blockedByMember && user !== author) {
    throw new RallyError("cannot_add", "This user can't be added to this conversation");
  }
}

interface Welcome {
  gone: boolean;
  banned: boolean;
  blocked: boolean;
  blockedByMember: boolean;
}
