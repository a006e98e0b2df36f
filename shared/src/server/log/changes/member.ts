import { RallyError } from "../../../errors/index.js";
import type { MemberRow } from "../../../conversations/index.js";
import type { Role } from "../../../members/index.js";
import { runPrepared, type Transaction } from "../../database/index.js";
import type { LogBatch, PublishAfterCommit } from "../log-batch.js";
import { bannedSql, blockedUsersSql } from "../../models/index.js";
import { writeNotifications } from "../../notifications/index.js";
import type { ChangeSource } from "./change-source.js";

/** What a `member` change writes, as of the conversation's `version`. */
interface MemberRows {
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
  /** Whether the user chose to join, so that blocks between them and members don't matter. */
  chose: boolean;
}

/**
 * Appends what a user is in the conversation from now on; null: they leave.
 * @param options.chose an admin lets a user in who asked to join, or followed an invite link.
 * @returns its version.
 */
export function appendMember(
  batch: LogBatch,
  user: string,
  { role, author, chose = false }: { role: Role | null; author: string; chose?: boolean },
): number {
  const { id, lastSeq, members } = batch.conversation;
  const before = members.get(user);
  if (!before || role === null) batch.conversation.memberCount += before ? -1 : 1;
  const { memberCount } = batch.conversation;
  const { version } = batch.add({ type: "member", user, role, author, memberCount });
  if (role === null) members.delete(user);
  else if (before) before.role = role;
  // Banned users are not added: the commit checks that under the lock of the user's row.
  else {
    members.set(user, {
      ...{ role, marker: lastSeq, joinedSeq: lastSeq, version: 0, bannedUntil: 0, wrote: false },
      // They may have been a member before, and have sent messages then.
      sent: null,
      // The state is read again after a batch that changes members.
      sharesMarker: false,
    });
  }
  const was = before !== undefined;
  const rows = { conversation: id, user, version, role, was, lastSeq, author, chose };
  batch.transactionWrites.push({ locks: [user], write: (trx) => writeMember(trx, rows) });
  return version;
}

/**
 * Records a member's first message in a two-person conversation: after the commit the other one may
 * see their presence.
 */
export function recordFirstMessage(batch: LogBatch, user: string): void {
  const member = batch.requireMember(user);
  if (member.wrote) return;
  member.wrote = true;
  const { id } = batch.conversation;
  batch.transactionWrites.push({ write: (trx) => writeFirstMessage(trx, id, user) });
}

/**
 * Writes a member's rows under the conversation's lock, and the user's version under the user's.
 * Whether the user may be added is checked here, because blocks and bans take the user's lock and
 * not this conversation's.
 * @throws RallyError `not_found` for an unknown or banned user, `blocked`
 */
async function writeMember(trx: Transaction, rows: MemberRows): Promise<PublishAfterCommit> {
  const { conversation, user, version, role, was, lastSeq } = rows;
  const at = { conversation_id: conversation, user_id: user };
  const userVersion = await nextUserVersion(trx, user);
  if (role !== null && was) {
    const changed = { role, member_version: version, user_version: userVersion };
    await trx("memberships").where(at).update(changed);
    if (role === "owner") await ownedBy(trx, conversation, user);
    const notified = await notifyOf(trx, rows, "role");
    return (bus) => {
      bus.publish("user", { user, version: userVersion });
      notified(bus);
    };
  }
  if (role === null) {
    await trx("memberships").where(at).delete();
    await trx("invites").where({ conversation_id: conversation, creator_id: user }).delete();
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
  await requireAddable(trx, rows);
  await trx("departures").where(at).delete();
  await trx("join_requests").where(at).delete();
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

/** Notifies a user whom another member added, removed or gave another role. */
async function notifyOf(
  trx: Transaction,
  { conversation, user, author, role, chose }: MemberRows,
  act: "added" | "removed" | "role",
): Promise<PublishAfterCommit> {
  if (user === author) return () => undefined;
  const action = chose ? ("accepted" as const) : act;
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
 * Records a member's first message in a two-person conversation. The other member's devices then
 * read again whose presence they show.
 */
async function writeFirstMessage(
  trx: Transaction,
  conversation: string,
  user: string,
): Promise<PublishAfterCommit> {
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
 * Checks blocks and bans after the user's row was locked, so that each is either seen here or made
 * later. Another member cannot add a user to a conversation with a member who has blocked them or
 * whom they have blocked [S14].
 */
async function requireAddable(trx: Transaction, member: MemberRows): Promise<void> {
  const { user, author, conversation, chose } = member;
  const { rows } = await trx.raw<{ rows: AddRequest[] }>(
    `select deleted_at is not null as gone, ${bannedSql("users")} as banned,
      :author::uuid = any(blocks_of.ids) as blocked,
      exists (select from unnest(blocks_of.ids) b (id) cross join lateral (
        select from memberships
        where conversation_id = :conversation and user_id = b.id offset 0) o) as "blockedByMember"
    from users, lateral (select ${blockedUsersSql("users.id")} as ids) as blocks_of
    where id = :user`,
    { user, author, conversation },
  );
  const [found] = rows;
  if (!found || found.gone) throw new RallyError("not_found", "There is no such user");
  if (found.blocked && !chose) throw new RallyError("blocked", "One of you has blocked the other");
  if (found.banned) throw new RallyError("not_found", "There is no such user");
  if (found.blockedByMember && user !== author && !chose) {
    throw new RallyError("cannot_add", "This user can't be added to this conversation");
  }
}

interface AddRequest {
  gone: boolean;
  banned: boolean;
  blocked: boolean;
  blockedByMember: boolean;
}

/** Changes of members: `which` of them in conversation `$1`, in what order. */
const memberChanges = (name: string, which: string, order: string) => ({
  name,
  text: `
    select 'member' as type, r.user_id as "user", r.role, r.version,
      c.member_count as "memberCount"
    from (
      (select user_id, role, member_version as version from memberships
        where conversation_id = $1 and ${which.replaceAll("version", "member_version")}
        order by member_version ${order})
      union all
      (select user_id, null, version from departures
        where conversation_id = $1 and ${which} order by version ${order})
      order by version ${order}
    ) r cross join lateral (
      select member_count from conversations where id = $1 offset 0
    ) c order by r.version`,
});
const between = memberChanges("member_changes", "version between $2 and $3", "limit $4");
const newest = memberChanges("newest_member_change", "version between 1 and $2", "desc limit 1");

/** Members who joined or have another role, and those who left. */
export const memberSource: ChangeSource = {
  name: "members",
  newest: `greatest((select max(member_version) from memberships where conversation_id = $1),
    (select max(version) from departures where conversation_id = $1))`,
  read: (database, { conversationId, between: [first, last], limit }) =>
    runPrepared<MemberRow>(database, between, [conversationId, first, last, limit]),
  // With the newest page a device gets the number of members as of its cursor.
  async readWithHistory(database, { conversationId, isNewest, version }) {
    return isNewest ? runPrepared<MemberRow>(database, newest, [conversationId, version]) : [];
  },
};
