import { callers } from "@rally/shared/notifications";
import type { Database, Transaction } from "@rally/shared/server/database";
import { writeNotifications, type UserVersion } from "@rally/shared/server/notifications";
import type { RemotePresence } from "@rally/sync-server";
import { callsHere, readAudience, readHiddenPairs, type Moved } from "./audience.js";
import { lockCursors, moveCursors, type Reached } from "./cursors.js";
import { readPassed, SEEN } from "./markers.js";
import { planNotifications, type NewMessage, type Plan } from "./plan.js";

/** The most connected users that an `@here` looks up among the members of a large conversation. */
const HERE = 5_000;
/** The most messages read in one transaction: of one conversation, and of all. */
const [MESSAGES, ALL_MESSAGES] = [200, 1_000];
/** The most members read in one transaction, unless one conversation has more. */
const MEMBERS = 6_400;
/** After so many notifications, a transaction plans no further message. */
export const PLANNED = 1_000;

export interface BatchContext {
  database: Database;
  presence: RemotePresence;
  limits: { smallRoomMembers: number; largeRoomNotified: number };
}

/** The result of a batch. */
export interface ProcessedBatch {
  notified: UserVersion[];
  /** Conversations with more messages to process. */
  left: string[];
}

/**
 * Processes the messages of conversations after their cursors: it writes notifications, and marks as
 * read those that markers have passed. Cursors and notifications are written in one transaction, so
 * that each message is processed once. What does not fit into a short transaction is left for the
 * next batch, in any process.
 */
export async function processBatch(
  { database, presence, limits }: BatchContext,
  conversations: readonly string[],
): Promise<ProcessedBatch> {
  // Before any lock, because other processes need time to answer.
  if (presence.hasOthers) {
    await presence.askAndWait(await calledHere(database, conversations, limits));
  }
  return database.transaction(async (trx) => {
    const cursors = await lockCursors(trx, conversations);
    const all = await readMoved(trx, conversations);
    const moved = fitting(all, limits);
    const ids = new Set(moved.map(({ id }) => id));
    const begun = cursors.filter(({ id }) => ids.has(id));
    const newMessages = await readMessages(trx, begun);
    const { drafts, planned } = await planFor(trx, { presence, limits }, moved, newMessages);
    const small = moved.filter(({ memberCount }) => memberCount <= limits.smallRoomMembers);
    const seen = await readPassed(
      trx,
      small.map(({ id }) => id),
    );
    const reached = reachedIn(moved, begun, newMessages, planned).map((one) => ({
      ...one,
      isLeft: one.isLeft || (seen.length >= SEEN && small.includes(one.conversation)),
    }));
    await moveCursors(trx, reached);
    const done = new Set(reached.flatMap((one) => (one.isLeft ? [] : one.conversation.id)));
    const left = all.flatMap(({ id }) => (done.has(id) ? [] : id));
    // Last, because it locks users, for whom other transactions wait.
    return { notified: await writeNotifications(trx, { drafts, seen }), left };
  });
}

/** The first conversations whose members fit into one transaction. */
function fitting(moved: readonly Moved[], limits: BatchContext["limits"]): Moved[] {
  const most = 2 * limits.largeRoomNotified;
  const members = moved.map(({ memberCount }) =>
    memberCount <= limits.smallRoomMembers ? memberCount : most,
  );
  let sum = 0;
  return moved.filter((_, place) => {
    sum += members[place] ?? 0;
    return place === 0 || sum <= MEMBERS;
  });
}

async function planFor(
  trx: Transaction,
  { presence, limits }: Omit<BatchContext, "database">,
  moved: readonly Moved[],
  newMessages: readonly ReadMessage[],
): Promise<Plan> {
  const messages = newMessages.filter(({ counts }) => counts);
  if (messages.length === 0) return { drafts: [], planned: newMessages.length };
  const here = messages.some(callsHere) ? presence.usersHere(HERE) : [];
  const audience = await readAudience(trx, moved, messages, limits, here);
  const readers = new Set([...audience.values()].flatMap(({ members }) => [...members.keys()]));
  const authors = new Set(messages.map(({ author }) => author));
  const isHidden = await readHiddenPairs(trx, [...authors], [...readers]);
  const isHere = (user: string) => presence.of(user) !== "offline";
  return planNotifications(audience, newMessages, { isHere, isHidden }, PLANNED);
}

/** The progress in each conversation after the first `planned` messages were processed. */
function reachedIn(
  moved: readonly Moved[],
  begun: readonly { id: string; seq: number }[],
  newMessages: readonly NewMessage[],
  planned: number,
): Reached[] {
  const seqs = new Map<string, number>();
  for (const { conversation, seq } of newMessages.slice(0, planned)) seqs.set(conversation, seq);
  const starts = new Map(begun.map(({ id, seq }) => [id, seq]));
  const isAll = planned === newMessages.length && newMessages.length < ALL_MESSAGES;
  return moved.map((conversation) => {
    const start = starts.get(conversation.id) ?? 0;
    // All messages up to here were read, even if they are fewer than the limit.
    const asked = isAll ? Math.min(start + MESSAGES, conversation.lastSeq) : start;
    const seq = Math.max(seqs.get(conversation.id) ?? 0, asked);
    return { conversation, seq, isLeft: seq < conversation.lastSeq };
  });
}

/** Members of small conversations with a new `@here`, at most `HERE`. */
async function calledHere(
  database: Database,
  conversations: readonly string[],
  { smallRoomMembers }: BatchContext["limits"],
): Promise<string[]> {
  const { rows } = await database.raw<{ rows: { user: string }[] }>(
    `select distinct m.user_id as "user"
      from unnest(:conversations::uuid[]) as asked (id)
        join conversations c on c.id = asked.id and c.member_count <= :smallRoomMembers
          and c.deleted_at is null
        left join notification_cursors k on k.conversation_id = c.id
        join memberships m on m.conversation_id = c.id
      where exists (select from messages t where t.conversation_id = c.id
        and t.seq > coalesce(k.seq, 0) and t.seq <= coalesce(k.seq, 0) + ${MESSAGES}
        and t.content->>'body' ilike '%@here%')
      limit ${HERE}`,
    { conversations: [...conversations], smallRoomMembers },
  );
  return rows.map(({ user }) => user);
}

async function readMoved(trx: Transaction, conversations: readonly string[]): Promise<Moved[]> {
  const { rows } = await trx.raw<{ rows: Moved[] }>(
    `select id, kind, member_count as "memberCount", last_seq as "lastSeq", version
      from conversations where id = any(?::uuid[]) and deleted_at is null`,
    [[...conversations]],
  );
  return rows;
}

/** `counts`: whether the message can notify; system messages and deleted ones cannot. */
type ReadMessage = NewMessage & { counts: boolean };

/** The roles of `callers` are constants, not input. */
const rolesSql = (roles: readonly string[]): string => roles.map((role) => `'${role}'`).join(", ");

/** The messages after each cursor, by conversation and seq. */
async function readMessages(
  trx: Transaction,
  cursors: readonly { id: string; seq: number }[],
): Promise<ReadMessage[]> {
  const { rows } = await trx.raw<{ rows: ReadMessage[] }>(
    `select m.id, m.conversation_id as conversation, m.seq, m.author_id as author,
        coalesce(m.content->>'body', '') as body,
        m.author_id is not null and m.deleted_at is null and m.content->>'kind' <> 'system' as counts,
        coalesce(a.role in (${rolesSql(callers.here)}), false) or coalesce(u.role = 'admin', false)
          as "mayCallHere",
        coalesce(a.role in (${rolesSql(callers.everyone)}), false)
          or coalesce(u.role = 'admin', false) as "mayCallEveryone"
      from unnest(?::uuid[], ?::bigint[]) as k (id, seq)
        cross join lateral (select * from messages t
          where t.conversation_id = k.id and t.seq > k.seq and t.seq <= k.seq + ${MESSAGES}
          order by t.seq) m
        left join memberships a on a.conversation_id = m.conversation_id and a.user_id = m.author_id
        left join users u on u.id = m.author_id
      order by m.conversation_id, m.seq limit ${ALL_MESSAGES}`,
    [cursors.map(({ id }) => id), cursors.map(({ seq }) => seq)],
  );
  return rows;
}
