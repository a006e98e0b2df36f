import { setLocale } from "@rally/shared/accounts";
import { createConversation, setMarker, textOf } from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import { setPresence } from "@rally/shared/presence";
import { notificationCommands } from "@rally/shared/notifications";
import { storing, type OutboxRow, type RallyDatabase } from "../database/index.js";

/** The states of a command without a successful answer. */
const UNCONFIRMED = ["pending", "sending", "refused"];

/**
 * The number of things that this user wrote and that exist only on this device: commands that the
 * server has not accepted, drafts that it may not have, text in no draft, edits in progress.
 */
export async function countUnsent(database: RallyDatabase): Promise<number> {
  const { drafts, meta } = database;
  const [commands, unsynced, unplaced, outsideDrafts, edits] = await Promise.all([
    commandsIn(database, UNCONFIRMED).count(),
    drafts.filter(({ text, agreed }) => text.trim() !== "" && text !== agreed).primaryKeys(),
    database.getMeta("unplacedDrafts"),
    meta
      .where("key")
      .startsWith(OUTSIDE_DRAFT_PREFIX)
      .and(({ value }) => (value as { text: string }).text.trim() !== "")
      .primaryKeys(),
    countEdits(database),
  ]);
  const drafted = new Set([
    ...unsynced,
    ...Object.entries(unplaced ?? {}).flatMap(([id, text]) => (text.trim() ? [id] : [])),
    ...outsideDrafts.map((key) => key.slice(OUTSIDE_DRAFT_PREFIX.length)),
  ]);
  return commands + drafted.size + edits;
}

/** The keys of rows with text that is in no draft, see `ComposerText`. */
const OUTSIDE_DRAFT_PREFIX = "heldWords.";

/** Edits in progress whose message exists and has another text. */
async function countEdits({ meta, messages }: RallyDatabase): Promise<number> {
  const rows = await meta.where("key").startsWith("edit.").toArray();
  const edits = rows.map(({ value }) => value as { messageId: string; text: string });
  const stored = await messages.bulkGet(edits.map(({ messageId }) => messageId));
  return edits.filter(({ text }, index) => {
    const message = stored[index];
    // A message that is not on this device may still be loading.
    return message === undefined || (!message.deletedAt && textOf(message.content) !== text);
  }).length;
}

/** The number of commands that will be sent without the user. */
export function countWaiting(database: RallyDatabase): Promise<number> {
  return commandsIn(database, ["pending", "sending"]).count();
}

/** The commands that the server refused, oldest first, each with its `error`. */
export function listRefused(database: RallyDatabase): Promise<OutboxRow[]> {
  return database.outbox.where("state").equals("refused").toArray();
}

/** Commands without the user's text: read markers, settings, creation of a conversation. */
const commandsWithoutText: string[] = [
  setMarker.name,
  setPresence.name,
  setLocale.name,
  createConversation.name,
  ...Object.values(notificationCommands).map(({ name }) => name),
];

/** The commands in these states that contain text of the user. */
function commandsIn(database: RallyDatabase, states: string[]) {
  return database.outbox
    .where("state")
    .anyOf(states)
    .and((row) => !commandsWithoutText.includes(row.name));
}

/**
 * Whether a command can still be changed or withdrawn, because the server cannot have executed it.
 */
export function canStillChange(row: OutboxRow): boolean {
  return row.state === "refused" || (row.state === "pending" && !row.attempted);
}

/** Sends a refused command again under the same id: the server does not store refusals. */
export function retry(database: RallyDatabase, commandId: string): Promise<void> {
  return storing(() =>
    database.transaction("rw", database.outbox, async () => {
      const row = await refusedRow(database, commandId);
      if (!row) return;
      await resend(database, row, row.input);
    }),
  );
}

/**
 * Moves a refused command, with this input, to the end of the outbox, where it stays if it is sent
 * more than once.
 */
export async function resend(
  database: RallyDatabase,
  row: OutboxRow,
  input: unknown,
): Promise<void> {
  await retryRefusedConversation(database, row);
  const { error, retry: _retry, order, ...kept } = row;
  // The server would refuse an id that it knows with another input.
  const id = error?.code === "id_conflict" ? newId() : row.id;
  await database.outbox.delete(order);
  await database.outbox.add({ ...kept, id, input, state: "pending", failures: 0 });
}

/** A message refused because its conversation was refused: the conversation is sent first. */
async function retryRefusedConversation(database: RallyDatabase, row: OutboxRow): Promise<void> {
  if (row.name === createConversation.name) return;
  const creation = await database.outbox
    .where({ conversation: row.conversation, state: "refused" })
    .and((other) => other.name === createConversation.name)
    .first();
  if (creation) await resend(database, creation, creation.input);
}

/** Deletes a refused command, and with its last command a conversation that was never created. */
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

/** Milliseconds for which sent commands are kept, to send them again to a restored server. */
const KEEP_SENT = 7 * 24 * 3600 * 1000;

/** Deletes commands that were sent too long ago to be needed again. */
export async function forgetOldSent(database: RallyDatabase): Promise<void> {
  const since = Date.now() - KEEP_SENT;
  await database.outbox
    .where("state")
    .equals("sent")
    .and((row) => (row.sentAt ?? 0) < since)
    .delete();
}
