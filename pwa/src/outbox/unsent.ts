import { setLocale } from "@rally/shared/accounts";
import { createConversation, setMarker } from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import { setPresence } from "@rally/shared/presence";
import { notificationCommands } from "@rally/shared/notifications";
import { storing, type OutboxRow, type RallyDatabase } from "../database/index.js";

const UNSENT = ["pending", "sending", "refused"];

/**
 * How many things this user wrote that exist on this device alone: commands that the server has not
 * taken, drafts that it is not known to have, words that no draft holds, edits in progress.
 */
export async function countUnsent(database: RallyDatabase): Promise<number> {
  const { drafts, meta } = database;
  const [commands, unsynced, unplaced, held, edits] = await Promise.all([
    unsent(database, UNSENT).count(),
    drafts.filter(({ text, agreed }) => text.trim() !== "" && text !== agreed).primaryKeys(),
    database.getMeta("unplacedDrafts"),
    meta
      .where("key")
      .startsWith(HELD_WORDS)
      .and(({ value }) => (value as { text: string }).text.trim() !== "")
      .primaryKeys(),
    countEdits(database),
  ]);
  const drafted = new Set([
    ...unsynced,
    ...Object.entries(unplaced ?? {}).flatMap(([id, text]) => (text.trim() ? [id] : [])),
    ...held.map((key) => key.slice(HELD_WORDS.length)),
  ]);
  return commands + drafted.size + edits;
}

const HELD_WORDS = "heldWords.";

/** Edits in progress that would change something: their message is there, and says something else. */
async function countEdits({ meta, messages }: RallyDatabase): Promise<number> {
  const rows = await meta.where("key").startsWith("edit.").toArray();
  const edits = rows.map(({ value }) => value as { messageId: string; text: string });
  const held = await messages.bulkGet(edits.map(({ messageId }) => messageId));
  return edits.filter(({ text }, index) => {
    const message = held[index];
    // Of one that is not held here nothing is known; it may be on its way.
    return message === undefined || (!message.deletedAt && message.content?.body !== text);
  }).length;
}

/** How many of them wait to be sent by themselves. */
export function countWaiting(database: RallyDatabase): Promise<number> {
  return unsent(database, ["pending", "sending"]).count();
}

/** What the server refused, in the order of writing, each with its `error`. */
export function listRefused(database: RallyDatabase): Promise<OutboxRow[]> {
  return database.outbox.where("state").equals("refused").toArray();
}

/** Nobody wrote these: read marks, choices, and the conversation that a first message needs. */
const unwritten: string[] = [
  setMarker.name,
  setPresence.name,
  setLocale.name,
  createConversation.name,
  ...Object.values(notificationCommands).map(({ name }) => name),
];

function unsent(database: RallyDatabase, states: string[]) {
  return database.outbox
    .where("state")
    .anyOf(states)
    .and((row) => !unwritten.includes(row.name));
}

/** Sends a refused command again: a refusal is not remembered, so the same id may succeed. */
export function retry(database: RallyDatabase, commandId: string): Promise<void> {
  return storing(() =>
    database.transaction("rw", database.outbox, async () => {
      const row = await refusedRow(database, commandId);
      if (!row) return;
      await sendAnew(database, row, row.input);
    }),
  );
}

/**
 * Puts a refused command, with this input, behind what was written since: it is sent after that, and
 * keeps this place should it have to be sent once more.
 */
export async function sendAnew(
  database: RallyDatabase,
  row: OutboxRow,
  input: unknown,
): Promise<void> {
  await retryItsConversation(database, row);
  const { error, retry: _retry, order, ...kept } = row;
  // An id that means something else at the server would be refused for ever.
  const id = error?.code === "id_conflict" ? newId() : row.id;
  await database.outbox.delete(order);
  await database.outbox.add({ ...kept, id, input, state: "pending", failures: 0 });
}

/** A message refused because its conversation was: that one has to go first. */
async function retryItsConversation(database: RallyDatabase, row: OutboxRow): Promise<void> {
  if (row.name === createConversation.name) return;
  const creation = await database.outbox
    .where({ conversation: row.conversation, state: "refused" })
    .and((other) => other.name === createConversation.name)
    .first();
  if (creation) await sendAnew(database, creation, creation.input);
}

/** Forgets a refused command. A conversation that was never made goes with its last word. */
export function discard(database: RallyDatabase, commandId: string): Promise<void> {
  const { outbox, conversations } = database;
  return storing(() =>
    database.transaction("rw", [outbox, conversations], async () => {
      const row = await refusedRow(database, commandId);
      if (!row) return;
      await outbox.delete(row.order);
      if (row.name !== createConversation.name) return;
      const left = await outbox.where({ conversation: row.conversation, state: "refused" }).count();
      const conversation = await conversations.get(row.conversation);
      if (left === 0 && conversation?.cursor === -1) await conversations.delete(row.conversation);
    }),
  );
}

async function refusedRow(database: RallyDatabase, id: string): Promise<OutboxRow | undefined> {
  const row = await database.outbox.where("id").equals(id).first();
  return row?.state === "refused" ? row : undefined;
}

/** How long a sent command is kept, to be offered to a server restored from a backup. */
const KEEP_SENT = 7 * 24 * 3600 * 1000;

/** Forgets what was sent so long ago that no server will ask for it again. */
export async function forgetOldSent(database: RallyDatabase): Promise<void> {
  const since = Date.now() - KEEP_SENT;
  await database.outbox
    .where("state")
    .equals("sent")
    .and((row) => (row.sentAt ?? 0) < since)
    .delete();
}
