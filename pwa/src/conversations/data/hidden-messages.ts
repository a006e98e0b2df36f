import { hideMessage } from "@rally/shared/conversations";
import { sparseRows, storing, type OutboxRow, type RallyDatabase } from "../../database/index.js";
import { enqueue, inputOf } from "../../outbox/index.js";

/** Stores messages that the user has deleted for themselves. */
export async function storeHidden(
  { hiddenMessages }: RallyDatabase,
  rows: readonly { conversationId: string; messageId: string }[],
): Promise<void> {
  if (rows.length === 0) return;
  await hiddenMessages.bulkPut(
    rows.map(({ conversationId, messageId }) => ({ id: messageId, conversation: conversationId })),
  );
}

/** Deletes a message for this user alone; it disappears at once and is sent when possible. */
export async function enqueueHiding(
  database: RallyDatabase,
  conversationId: string,
  messageId: string,
): Promise<void> {
  const input = { conversationId, messageId };
  await storing(() => enqueue(database, hideMessage, input, { conversation: conversationId }));
}

/** The messages that unsent commands delete for this user. */
export function unsentHiding(commands: readonly OutboxRow[]): ReadonlySet<string> {
  return new Set(
    commands
      .filter(({ name, state }) => name === hideMessage.name && state !== "refused")
      .map((command) => inputOf(hideMessage, command).messageId),
  );
}

/** Which of these messages the user has deleted for themselves. */
export function hiddenAmong(
  { hiddenMessages }: RallyDatabase,
  ids: readonly string[],
  commands: readonly OutboxRow[],
): PromiseLike<ReadonlySet<string>> {
  return sparseRows(hiddenMessages, ids).then(
    (rows) => new Set([...rows.keys(), ...unsentHiding(commands)]),
  );
}
