import { newId } from "../../ids/index.js";
import { limits } from "../../limits/index.js";
import {
  notificationKind,
  notificationKinds,
  type NotificationData,
  type NotificationKind,
} from "../../notifications/index.js";
import type { Transaction } from "../database/index.js";
import { isBlockedSql } from "../models/index.js";

/** A notification to write. */
export interface NotificationDraft {
  userId: string;
  kind: NotificationKind;
  /** Identifies the event: the same key moves the same notification up and makes it unread. */
  key: string;
  from?: string | undefined;
  conversationId?: string | undefined;
  message?: { id: string; seq: number } | undefined;
  data?: NotificationData;
  /** The number of messages, added to the unread ones in it. */
  messages?: number;
}

/** A user's new version. */
export interface UserVersion {
  user: string;
  version: number;
}

/**
 * Writes notifications (`drafts`) and marks others as read (`seen`), each with a new version of its
 * user, under the users' locks in the order of ids. Deleted users and pairs of users with a block
 * between them get no notification [S14]. Notifications of users with a push subscription become due.
 * @returns the users' versions, to publish after the commit.
 */
export async function writeNotifications(
  trx: Transaction,
  { drafts = [], seen = [] }: { drafts?: readonly NotificationDraft[]; seen?: readonly Seen[] },
): Promise<UserVersion[]> {
  const users = [...drafts, ...seen].map(({ userId }) => userId);
  if (users.length === 0) return [];
  await lockUsers(trx, users);
  const wanted = await notBlocked(trx, drafts);
  const versions = await takeVersions(
    trx,
    [...wanted, ...seen].map(({ userId }) => userId),
  );
  await insert(trx, wanted, versions);
  await trim(trx, wanted);
  await takeAsRead(trx, seen, versions);
  return versions.all();
}

/** A repeated request is listed again each time, but pushed again only after this time. */
const PUSH_PAUSE = "10 minutes";
const PUSHED_ONCE = notificationKinds.filter((kind) => notificationKind(kind)?.pushesOnce);
const IS_PUSHED = `(n.kind = any(:once) and n.push_tries > 0
  and n.at > now() - :pause::interval)`;

async function insert(
  trx: Transaction,
  drafts: readonly NotificationDraft[],
  versions: Versions,
): Promise<void> {
  const rows = drafts.flatMap((draft) => {
    const version = versions.next(draft.userId);
    if (version === undefined) return [];
    return {
      id: newId(),
      user_id: draft.userId,
      version,
      key: draft.key,
      kind: draft.kind,
      from_id: draft.from,
      conversation_id: draft.conversationId,
      message_id: draft.message?.id,
      seq: draft.message?.seq,
      data: draft.data ?? {},
      count: draft.messages ?? 1,
    };
  });
  if (rows.length === 0) return;
  await trx.raw(
    `insert into notifications as n (id, user_id, key, kind, from_id, conversation_id, message_id,
        seq, data, count, version, push_due)
      select r.id, r.user_id, r.key, r.kind, r.from_id, r.conversation_id, r.message_id, r.seq,
        r.data, r.count, r.version,
        case when exists (select from push_subscriptions p where p.user_id = r.user_id) then now() end
      from json_to_recordset(:rows::json) as r (id uuid, user_id uuid, key text, kind text,
        from_id uuid, conversation_id uuid, message_id uuid, seq bigint, data jsonb, count integer,
        version bigint)
      on conflict (user_id, key) do update set
        from_id = excluded.from_id, message_id = excluded.message_id, seq = excluded.seq,
        data = excluded.data, at = now(), read_at = null, version = excluded.version,
        count = case when n.read_at is null and (n.kind = 'message' or n.key like 'here:%')
          then n.count + excluded.count else excluded.count end,
        push_due = case when ${IS_PUSHED} then n.push_due else excluded.push_due end,
        push_tries = case when ${IS_PUSHED} then n.push_tries else 0 end`,
    { rows: JSON.stringify(rows), pause: PUSH_PAUSE, once: PUSHED_ONCE },
  );
}

/** A notification to mark as read, unless its version has changed since. */
export interface Seen {
  id: string;
  userId: string;
  version: number;
}

async function takeAsRead(
  trx: Transaction,
  seen: readonly Seen[],
  versions: Versions,
): Promise<void> {
  const rows = seen.flatMap(({ id, userId, version: was }) => {
    const version = versions.next(userId);
    return version === undefined ? [] : { id, was, version };
  });
  if (rows.length === 0) return;
  await trx.raw(
    `update notifications n set read_at = now(), version = r.version, push_due = null
      from json_to_recordset(?::json) as r (id uuid, was bigint, version bigint)
      where n.id = any(array[r.id]) and n.version = r.was and n.read_at is null`,
    [JSON.stringify(rows)],
  );
}

/** One of so many notifications, at random, is followed by a count of its user's notifications. */
const TRIM_EVERY = 64;

/**
 * Deletes users' oldest notifications past `limits.notificationsKept`, at random times: other changes
 * also increment versions, so that a check at every n-th version could be missed.
 */
async function trim(trx: Transaction, drafts: readonly NotificationDraft[]): Promise<void> {
  const due = drafts.flatMap(({ userId }) => (Math.random() * TRIM_EVERY < 1 ? userId : []));
  if (due.length === 0) return;
  await trx.raw(
    `delete from notifications n
      using unnest(:due::uuid[]) as u (id), lateral (
        select at, id from notifications o where o.user_id = u.id
        order by at desc, id desc offset :kept limit 1
      ) over
      where n.user_id = u.id and (n.at, n.id) <= (over.at, over.id)`,
    { due: [...new Set(due)], kept: limits.notificationsKept },
  );
}

interface Versions {
  /** The next version of a user; undefined for a deleted user. */
  next(user: string): number | undefined;
  /** The new version of each user. */
  all(): UserVersion[];
}

/** Locks users in the order of ids, like all transactions. */
async function lockUsers(trx: Transaction, users: readonly string[]): Promise<void> {
  await trx.raw("select from users where id = any(?::uuid[]) order by id for no key update", [
    [...new Set(users)],
  ]);
}

/** Drafts without a block between their two users. Blocking takes the same locks, so a block is committed before or comes after. */
async function notBlocked(
  trx: Transaction,
  drafts: readonly NotificationDraft[],
): Promise<NotificationDraft[]> {
  const sent = drafts.flatMap(({ userId, from }) =>
    from === undefined ? [] : [[userId, from] as const],
  );
  if (sent.length === 0) return [...drafts];
  const { rows } = await trx.raw<{ rows: { user: string; from: string }[] }>(
    `select s.user, s.from from unnest(?::uuid[], ?::uuid[]) as s ("user", "from")
      where ${isBlockedSql('s."user"', 's."from"')}`,
    [sent.map(([user]) => user), sent.map(([, from]) => from)],
  );
  const blocked = new Set(rows.map(({ user, from }) => `${user} ${from}`));
  return drafts.filter(({ userId, from }) => !blocked.has(`${userId} ${from}`));
}

/** Increments each user's version once for each time that the list has the user. */
async function takeVersions(trx: Transaction, wanted: readonly string[]): Promise<Versions> {
  const counts = new Map<string, number>();
  for (const user of wanted) counts.set(user, (counts.get(user) ?? 0) + 1);
  const users = [...counts.keys()];
  const next = new Map<string, number>();
  if (users.length > 0) {
    const { rows } = await trx.raw<{ rows: { id: string; version: number }[] }>(
      `update users u set version = u.version + w.count
        from unnest(?::uuid[], ?::integer[]) as w (id, count)
        where u.id = w.id and u.deleted_at is null returning u.id, u.version`,
      [users, [...counts.values()]],
    );
    for (const { id, version } of rows) next.set(id, version - (counts.get(id) ?? 0));
  }
  return {
    next(user) {
      const before = next.get(user);
      if (before === undefined) return undefined;
      next.set(user, before + 1);
      return before + 1;
    },
    all: () => [...next].map(([user, version]) => ({ user, version })),
  };
}
