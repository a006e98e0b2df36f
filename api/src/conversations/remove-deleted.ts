import type { Bus } from "@rally/shared/server/bus";
import { onlyByIndex, type Database, type Transaction } from "@rally/shared/server/database";
import type { Services } from "@rally/shared/server/services";
import type { OnStop } from "@rally/shared/server/process";

/** Milliseconds between checks for what a killed process left; a check reads a table that is nearly always empty. */
const ASK_MS = 30_000;
/** Members whose memberships end in one transaction: it locks their users. */
const MEMBERS = 200;
/** Messages that one transaction deletes. */
const MESSAGES = 500;
/** Rows of another table that one transaction deletes. */
const ROWS = 1_000;

/**
 * Removes what conversations that were deleted for all leave behind, in short transactions: first
 * their memberships, so that members' devices drop them, then their messages. Starts when this
 * process has deleted one, and with what an earlier process left.
 */
export function startRemoval(services: Services, onStop: OnStop): void {
  const { bus, logger } = services;
  let isStopping = false;
  let removing: Promise<void> = Promise.resolve();
  const ask = (): void => {
    removing = removing
      .then(() => removeDeleted(services, () => isStopping))
      .catch((error: unknown) => {
        logger.warn({ err: error }, "failed to remove a deleted conversation");
      });
  };
  ask();
  const timer = setInterval(ask, ASK_MS);
  const unsubscribe = bus.subscribe("membershipLost", ({ user }, from) => {
    if (user === undefined && from === bus.self) ask();
  });
  onStop(async () => {
    isStopping = true;
    unsubscribe();
    clearInterval(timer);
    await removing;
  });
}

/** Removes everything that is left of deleted conversations, unless another process is at it. */
export async function removeDeleted(
  { database, bus, logger }: Pick<Services, "database" | "bus" | "logger">,
  isStopping: () => boolean = () => false,
): Promise<void> {
  let after = FIRST;
  for (;;) {
    if (isStopping()) return;
    const conversation = await nextAfter(database, after);
    if (conversation === undefined) return;
    try {
      while (!isStopping()) {
        const step = await database.transaction((trx) => removeSome(trx, conversation));
        step.publish(bus);
        if (!step.isLeft) break;
      }
    } catch (error) {
      // The others do not wait for it; the next run tries it again.
      logger.warn({ err: error, conversation }, "failed to remove a deleted conversation");
    }
    after = conversation;
  }
}

const FIRST = "00000000-0000-0000-0000-000000000000";

async function nextAfter(database: Database, after: string): Promise<string | undefined> {
  const row = await database("conversation_deletions")
    .where("conversation_id", ">", after)
    .orderBy("conversation_id")
    .first<{ id: string } | undefined>("conversation_id as id");
  return row?.id;
}

interface Step {
  /** Whether this process goes on with the conversation: more of it is left. */
  isLeft: boolean;
  publish: (bus: Bus) => void;
}

const silent = (): void => undefined;

/** One short transaction, unless another process is at this conversation. */
async function removeSome(trx: Transaction, conversation: string): Promise<Step> {
  await onlyByIndex(trx);
  const { rows } = await trx.raw<{ rows: object[] }>(
    "select from conversation_deletions where conversation_id = ? for update skip locked",
    [conversation],
  );
  if (rows.length === 0) return { isLeft: false, publish: silent };
  await finishNotifications(trx, conversation);
  const versions = await endMemberships(trx, conversation);
  if (versions.length > 0) {
    return {
      isLeft: true,
      publish(bus) {
        for (const { user, version } of versions) {
          bus.publish("membershipLost", { conversation, user });
          bus.publish("user", { user, version });
        }
      },
    };
  }
  const isLeft = await removeRows(trx, conversation);
  if (!isLeft)
    await trx("conversation_deletions").where({ conversation_id: conversation }).delete();
  return { isLeft, publish: silent };
}

/** Waits for a batch of notifications that is being written, and lets none follow. */
async function finishNotifications(trx: Transaction, conversation: string): Promise<void> {
  await trx.raw(
    `insert into notification_cursors (conversation_id, seq, version)
      select id, last_seq, version from conversations where id = ?
      on conflict (conversation_id) do update set seq = excluded.seq, version = excluded.version
      where notification_cursors.version < excluded.version`,
    [conversation],
  );
}

/**
 * Ends the memberships of the next members, in the order of their ids: each gets a row of
 * `departures`, which their devices pull, and loses the notifications about the conversation.
 * @returns the users' new versions; none if no member is left.
 */
async function endMemberships(
  trx: Transaction,
  conversation: string,
): Promise<{ user: string; version: number }[]> {
  const { rows: members } = await trx.raw<{ rows: { id: string }[] }>(
    `select user_id as id from memberships where conversation_id = ?
      order by conversation_id, user_id limit ${MEMBERS}`,
    [conversation],
  );
  const users = members.map(({ id }) => id);
  if (users.length === 0) return [];
  // In the order of ids, as all transactions lock users.
  await trx.raw("select from users where id = any(?::uuid[]) order by id for no key update", [
    users,
  ]);
  const bindings = { conversation, users };
  await trx.raw(
    `delete from notifications
      where user_id = any(:users::uuid[]) and conversation_id = :conversation::uuid`,
    bindings,
  );
  const { rows } = await trx.raw<{ rows: { user: string; version: number }[] }>(
    `with ended as (
       delete from memberships
       where conversation_id = :conversation and user_id = any(:users::uuid[]) returning user_id
     ), moved as (
       update users set version = version + 1
       where id = any(array(select user_id from ended)) returning id, version
     )
     insert into departures (conversation_id, user_id, version, user_version, deleted)
       select :conversation, m.id, c.version, m.version, true
       from moved m, conversations c where c.id = :conversation
       on conflict (conversation_id, user_id) do update set version = excluded.version,
         user_version = excluded.user_version, left_at = excluded.left_at, deleted = true
       returning user_id as "user", user_version as version`,
    bindings,
  );
  return rows;
}

/** The tables of a conversation whose rows go, each with the order of the index that finds them. */
const tables = [
  { name: "invites", order: "created_at, code", rows: ROWS },
  { name: "join_requests", order: "user_id", rows: ROWS },
  { name: "conversation_bans", order: "id", rows: ROWS },
  { name: "mutes", order: "user_id", rows: ROWS },
  { name: "conversation_updates", order: "number", rows: ROWS },
  { name: "conversation_snapshots", order: "conversation_id", rows: ROWS },
  { name: "uncounted_messages", order: "author_id, block", rows: ROWS },
] as const;

/**
 * The tables of which a message may have any number of rows: of the next messages they are emptied
 * first, so that no delete of a message removes many.
 */
const ofMessages = ["reactions", "votes", "hidden_messages", "message_edits"] as const;

const nextMessages = `select id from messages where conversation_id = :conversation
  order by conversation_id, seq limit ${MESSAGES}`;

/** The statements that remove rows of conversation `:conversation`, and the most rows of each. */
export const removalStatements: readonly { table: string; text: string; rows: number }[] = [
  ...tables.map(({ name, order, rows }) => ({
    ...{ table: name, rows },
    text: `delete from ${name} where ctid = any(array(
      select ctid from ${name} where conversation_id = :conversation
      order by conversation_id, ${order} limit ${rows}))`,
  })),
  ...ofMessages.map((table) => ({
    ...{ table, rows: ROWS },
    text: `delete from ${table} where ctid = any(array(
      select r.ctid from (${nextMessages}) m
        cross join lateral (select ctid from ${table} where message_id = m.id offset 0) r
      limit ${ROWS}))`,
  })),
  {
    ...{ table: "messages", rows: MESSAGES },
    text: `delete from messages where id = any(array(${nextMessages}))`,
  },
];

/** Removes the next rows, until one table is likely to have more. @returns whether some are left. */
async function removeRows(trx: Transaction, conversation: string): Promise<boolean> {
  // Waits for a snapshot of the room that is being stored.
  await trx.raw("select from conversations where id = ? for update", [conversation]);
  for (const { text, rows } of removalStatements) {
    const { rowCount } = await trx.raw<{ rowCount: number }>(text, { conversation });
    if (rowCount >= rows) return true;
  }
  return false;
}
