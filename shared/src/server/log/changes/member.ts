import { RallyError } from "../../../errors/index.js";
import type { MemberRow } from "../../../conversations/index.js";
import type { Role } from "../../../members/index.js";
import {
  runPrepared,
  type Database,
  type Prepared,
  type Transaction,
} from "../../database/index.js";
import type { NotificationData } from "../../../notifications/index.js";
import type { LogBatch, PublishAfterCommit } from "../log-batch.js";
import { bannedSql, blockedUsersSql, mutedUntilSql } from "../../models/index.js";
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
  /** The IP address of a user who joins by themselves. */
  ip: string | undefined;
  /** Whether the removal is part of a ban. */
  banned: boolean;
}

/**
 * Appends what a user is in the conversation from now on; null: they leave.
 * @param change.chose an admin lets a user in who asked to join, or followed an invite link.
 * @param change.ip the IP address of a user who joins by themselves
 * @param change.banned the user is removed by a ban
 * @returns its version.
 */
export function appendMember(
  batch: LogBatch,
  user: string,
  change: {
    role: Role | null;
    author: string;
    chose?: boolean;
    ip?: string | undefined;
    banned?: boolean;
  },
): number {
  const { role, author, chose = false, ip, banned = false } = change;
  const { id, lastSeq, members } = batch.conversation;
  const before = members.get(user);
  if (!before || role === null) batch.conversation.memberCount += before ? -1 : 1;
  const { memberCount } = batch.conversation;
  const mutedUntil = before && role !== null ? mutedOf(batch, before.mutedUntil) : {};
  const { version } = batch.add({ type: "member", user, role, author, memberCount, ...mutedUntil });
  if (role === null) members.delete(user);
  else if (before) before.role = role;
  // Banned users are not added: the commit checks that under the lock of the user's row.
  else {
    members.set(user, {
      ...{ role, marker: lastSeq, joinedSeq: lastSeq, version: 0, bannedUntil: 0, wrote: false },
      // They may have been a member before, and have sent messages and been muted then.
      ...{ sent: null, sentAt: 0, mutedUntil: 0 },
      // The state is read again after a batch that changes members.
      sharesMarker: false,
    });
  }
  const was = before !== undefined;
  const who = { conversation: id, user, author };
  const rows = { ...who, version, role, was, lastSeq, chose, ip, banned };
  batch.transactionWrites.push({ locks: [user], write: (trx) => writeMember(trx, rows) });
  return version;
}

/** The field of a change that says until when a member is muted, if they are. */
const mutedOf = (batch: LogBatch, until: number) =>
  until > batch.now ? { mutedUntil: until } : undefined;

/**
 * Appends that a member is muted until then, in milliseconds since the epoch; 0: they can write again.
 * @returns its version.
 */
export function appendMute(
  batch: LogBatch,
  user: string,
  { until, author }: { until: number; author: string },
): number {
  const { conversation } = batch;
  const member = batch.requireMember(user);
  member.mutedUntil = until;
  const { role } = member;
  const { version } = batch.add({
    ...{ type: "member", user, role, author, memberCount: conversation.memberCount },
    ...mutedOf(batch, until),
  });
  const at = { conversation_id: conversation.id, user_id: user };
  batch.transactionWrites.push({
    locks: [user],
    async write(trx) {
      const mutes = trx("mutes");
      if (until === 0) await mutes.where(at).delete();
      else {
        const row = { ...at, until: new Date(until) };
        await mutes.insert(row).onConflict(["conversation_id", "user_id"]).merge();
      }
      const userVersion = await nextUserVersion(trx, user);
      const versions = { member_version: version, user_version: userVersion };
      await trx("memberships").where(at).update(versions);
      const action = until === 0 ? "unmuted" : "muted";
      const notified = await notifyOf(trx, {
        conversation: conversation.id,
        user,
        author,
        action,
        until,
      });
      return (bus) => {
        bus.publish("user", { user, version: userVersion });
        notified(bus);
      };
    },
  });
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
    const notified = await notifyOf(trx, { ...rows, action: "role" });
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
    const notified = await notifyOf(trx, {
      ...rows,
      action: rows.banned ? "bannedHere" : "removed",
    });
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
  const notified = await notifyOf(trx, { ...rows, action: rows.chose ? "accepted" : "added" });
  return (bus) => {
    bus.publish("user", { user, version: userVersion, joined: conversation });
    notified(bus);
  };
}

/** Notifies a user whom another member added, removed, muted or gave another role. */
async function notifyOf(
  trx: Transaction,
  act: Pick<MemberRows, "conversation" | "user" | "author"> & {
    action: NonNullable<NotificationData["action"]>;
    role?: Role | null;
    until?: number;
  },
): Promise<PublishAfterCommit> {
  const { conversation, user, author, action, role, until } = act;
  if (user === author) return () => undefined;
  const group = await trx<{ id: string; name: string | null }>("conversations")
    .where("id", conversation)
    .first("name");
  const data = {
    action,
    ...(role && { role }),
    ...(until && { until }),
    ...(group?.name && { name: group.name }),
  };
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

export async function nextUserVersion(trx: Transaction, id: string): Promise<number> {
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
  await requireNotBannedHere(trx, member);
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

/**
 * Checks bans from a conversation under its lock: of the user and, if they join by themselves, of
 * their address.
 * @throws RallyError `banned_here`
 */
export async function requireNotBannedHere(
  trx: Transaction,
  { conversation, user, ip }: Pick<MemberRows, "conversation" | "user" | "ip">,
): Promise<void> {
  const { rows } = await trx.raw<{ rows: unknown[] }>(
    `select from conversation_bans
      where conversation_id = :conversation and user_id = :user and until > now()
    union all
    select from conversation_bans
      where conversation_id = :conversation and address >>= :ip::inet and until > now()
    limit 1`,
    { conversation, user, ip: ip || null },
  );
  if (rows.length > 0) throw new RallyError("banned_here", "Banned from this conversation");
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
      c.member_count as "memberCount",
      case when r.role is not null then ${mutedUntilSql("$1", "r.user_id")} end as "mutedUntil"
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

async function readMembers(
  database: Database,
  statement: Prepared,
  values: readonly unknown[],
): Promise<MemberRow[]> {
  type Row = Omit<MemberRow, "mutedUntil"> & { mutedUntil: number | null };
  const rows = await runPrepared<Row>(database, statement, [...values]);
  return rows.map(({ mutedUntil, ...row }) => ({
    ...row,
    ...(mutedUntil !== null && { mutedUntil }),
  }));
}

/** Members who joined, were muted or have another role, and those who left. */
export const memberSource: ChangeSource = {
  name: "members",
  newest: `greatest((select max(member_version) from memberships where conversation_id = $1),
    (select max(version) from departures where conversation_id = $1))`,
  read: (database, { conversationId, between: [first, last], limit }) =>
    readMembers(database, between, [conversationId, first, last, limit]),
  // With the newest page a device gets the number of members as of its cursor.
  async readWithHistory(database, { conversationId, isNewest, version }) {
    return isNewest ? readMembers(database, newest, [conversationId, version]) : [];
  },
};
