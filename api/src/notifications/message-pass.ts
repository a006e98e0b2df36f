import type { Database, Transaction } from "@rally/shared/server/database";
import {
  writeNotifications,
  type NotificationDraft,
  type Seen,
  type UserVersion,
} from "@rally/shared/server/notifications";
import type { HeardPresence } from "@rally/sync-server";
import { callsHere, readAudience, readParted, type Moved } from "./audience.js";
import { planNotifications, type NewMessage } from "./plan.js";

/** Connected users who are looked up among the members of a large conversation for an `@here`. */
const HERE = 5_000;
/** Messages of one conversation looked at in one transaction at most, so that it stays short. */
const MESSAGES = 200;

export interface PassContext {
  database: Database;
  presence: HeardPresence;
  limits: { smallRoomMembers: number; largeRoomNotified: number };
}

/** What became of a pass. */
export interface Passed {
  told: UserVersion[];
  /** Conversations in which there is more. */
  left: string[];
}

/**
 * Looks at what is new in conversations, from where their cursors stand: messages become
 * notifications, and what their readers' markers have passed is read. Cursors and notifications
 * are one transaction: cut off anywhere, it is done again, and done once.
 */
export async function passOver(
  { database, presence, limits }: PassContext,
  conversations: readonly string[],
): Promise<Passed> {
  // Before anything is locked: other processes take a moment to answer.
  if (presence.hasOthers) {
    await presence.askAndHear(await calledHere(database, conversations, limits));
  }
  return database.transaction(async (trx) => {
    const cursors = await lockCursors(trx, conversations);
    const moved = await readMoved(trx, conversations);
    const looked = await readMessages(trx, cursors);
    const messages = looked.filter(({ counts }) => counts);
    const small = moved.filter(({ memberCount }) => memberCount <= limits.smallRoomMembers);
    const drafts = await draftsOf(trx, { presence, limits }, moved, messages);
    const seen = await readPassed(
      trx,
      small.map(({ id }) => id),
    );
    const left = await moveCursors(trx, moved, looked);
    // Last, for it holds the users, whom others wait for.
    return { told: await writeNotifications(trx, { drafts, seen }), left };
  });
}

async function draftsOf(
  trx: Transaction,
  { presence, limits }: Omit<PassContext, "database">,
  moved: readonly Moved[],
  messages: readonly NewMessage[],
): Promise<NotificationDraft[]> {
  if (messages.length === 0) return [];
  const here = messages.some(callsHere) ? presence.usersHere(HERE) : [];
  const spoken = await readAudience(trx, moved, messages, limits, here);
  const readers = new Set([...spoken.values()].flatMap(({ members }) => [...members.keys()]));
  const authors = new Set(messages.map(({ author }) => author));
  const parted = await readParted(trx, [...authors], [...readers]);
  const isHere = (user: string) => presence.of(user) !== "offline";
  return planNotifications(spoken, messages, { isHere, parted });
}

/** Members of small conversations in which somebody has just written `@here`. */
async function calledHere(
  database: Database,
  conversations: readonly string[],
  { smallRoomMembers }: PassContext["limits"],
): Promise<string[]> {
  const { rows } = await database.raw<{ rows: { user: string }[] }>(
    `select distinct m.user_id as "user"
      from unnest(:conversations::uuid[]) as asked (id)
        join conversations c on c.id = asked.id and c.member_count <= :smallRoomMembers
        join memberships m on m.conversation_id = c.id
      where exists (select from messages t where t.conversation_id = c.id
        and t.seq > coalesce((select seq from notification_cursors k where k.conversation_id = c.id), 0)
        and t.content->>'body' ilike '%@here%')`,
    { conversations: [...conversations], smallRoomMembers },
  );
  return rows.map(({ user }) => user);
}

/** Takes as read what the markers of these members have passed. */
export function passOverMarkers(
  database: Database,
  markers: readonly (readonly [conversation: string, user: string])[],
): Promise<UserVersion[]> {
  return database.transaction(async (trx) => {
    const { rows } = await trx.raw<{ rows: Seen[] }>(
      `select n.id, n.user_id as "userId", n.version
        from unnest(?::uuid[], ?::uuid[]) as k (conversation_id, user_id)
          join memberships m using (conversation_id, user_id)
          join notifications n using (conversation_id, user_id)
        where n.read_at is null and n.seq <= m.marker`,
      [markers.map(([conversation]) => conversation), markers.map(([, user]) => user)],
    );
    return writeNotifications(trx, { seen: rows });
  });
}

async function readPassed(trx: Transaction, conversations: readonly string[]): Promise<Seen[]> {
  if (conversations.length === 0) return [];
  const { rows } = await trx.raw<{ rows: Seen[] }>(
    `select n.id, n.user_id as "userId", n.version from notifications n
        join memberships m using (conversation_id, user_id)
      where n.conversation_id = any(?::uuid[]) and n.read_at is null and n.seq <= m.marker`,
    [[...conversations]],
  );
  return rows;
}

/** Waits for whichever process is at one of them, and goes on from where it came to. */
async function lockCursors(
  trx: Transaction,
  conversations: readonly string[],
): Promise<{ id: string; seq: number }[]> {
  await trx.raw(
    `insert into notification_cursors (conversation_id)
      select id from unnest(?::uuid[]) as asked (id) join conversations using (id)
      on conflict do nothing`,
    [[...conversations].sort()],
  );
  const { rows } = await trx.raw<{ rows: { id: string; seq: number }[] }>(
    `select conversation_id as id, seq from notification_cursors
      where conversation_id = any(?::uuid[]) order by conversation_id for update`,
    [[...conversations]],
  );
  return rows;
}

async function readMoved(trx: Transaction, conversations: readonly string[]): Promise<Moved[]> {
  const { rows } = await trx.raw<{ rows: Moved[] }>(
    `select id, kind, member_count as "memberCount", last_seq as "lastSeq", version
      from conversations where id = any(?::uuid[])`,
    [[...conversations]],
  );
  return rows;
}

async function readMessages(
  trx: Transaction,
  cursors: readonly { id: string; seq: number }[],
): Promise<(NewMessage & { counts: boolean })[]> {
  const { rows } = await trx.raw<{ rows: (NewMessage & { counts: boolean })[] }>(
    `select m.id, m.conversation_id as conversation, m.seq, m.author_id as author,
        coalesce(m.content->>'body', '') as body,
        m.author_id is not null and m.deleted_at is null and m.content->>'kind' <> 'system' as counts,
        coalesce(a.role in ('owner', 'admin', 'moderator'), false) or coalesce(u.role = 'admin', false)
          as "mayCallHere"
      from unnest(?::uuid[], ?::bigint[]) as k (id, seq)
        cross join lateral (select * from messages t
          where t.conversation_id = k.id and t.seq > k.seq and t.seq <= k.seq + ${MESSAGES}
          order by t.seq) m
        left join memberships a on a.conversation_id = m.conversation_id and a.user_id = m.author_id
        left join users u on u.id = m.author_id
      order by m.conversation_id, m.seq`,
    [cursors.map(({ id }) => id), cursors.map(({ seq }) => seq)],
  );
  return rows;
}

/** @returns the conversations in which not all was looked at. */
async function moveCursors(
  trx: Transaction,
  moved: readonly Moved[],
  messages: readonly NewMessage[],
): Promise<string[]> {
  const reached = new Map<string, { seq: number; count: number }>();
  for (const { conversation, seq } of messages) {
    const { seq: before = 0, count = 0 } = reached.get(conversation) ?? {};
    reached.set(conversation, { seq: Math.max(before, seq), count: count + 1 });
  }
  const isLeft = (id: string): boolean => (reached.get(id)?.count ?? 0) >= MESSAGES;
  // What is left must look behind to whoever sweeps, should this process die.
  const rows = moved.map(({ id, version }) => ({
    id,
    seq: reached.get(id)?.seq ?? null,
    version: isLeft(id) ? null : version,
  }));
  await trx.raw(
    `update notification_cursors c
      set seq = coalesce(r.seq, c.seq), version = coalesce(r.version, c.version)
      from json_to_recordset(?::json) as r (id uuid, seq bigint, version bigint)
      where c.conversation_id = r.id`,
    [JSON.stringify(rows)],
  );
  return moved.flatMap(({ id }) => (isLeft(id) ? id : []));
}
