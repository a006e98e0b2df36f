import type { CommandAnswer } from "@rally/shared/commands";
import {
  deleteMessage,
  editMessage,
  sendMessage,
  setMarker,
  type Content,
} from "@rally/shared/conversations";
import type { Input, Output } from "@rally/shared/commands";
import type { ErrorBody } from "@rally/shared/errors";
import { foldLive, raiseMarker } from "../conversations/fold.js";
import type { OutboxRow, RallyDatabase } from "../database/index.js";

/** Refusals that say more about the server's moment than about the command. */
const passing = new Set(["internal", "unavailable", "rate_limited"]);
/** After so many, a command that the server cannot handle is shown instead of tried for ever. */
const MOST_FAILURES = 8;

/**
 * Writes down what became of a batch and folds what the answers say, in one transaction: cut off
 * before it, the batch is sent again; after it, everything is known.
 * @returns `later` when a command met a passing failure.
 */
export function settleBatch(
  database: RallyDatabase,
  rows: readonly OutboxRow[],
  answers: readonly CommandAnswer[],
): Promise<"answered" | "later"> {
  const { outbox, conversations, messages, markers } = database;
  const byId = new Map(answers.map((answer) => [answer.id, answer]));
  return database.transaction("rw", [outbox, conversations, messages, markers], async () => {
    let later = false;
    for (const row of rows) {
      const answer = byId.get(row.id);
      if (answer?.success) await settleSuccess(database, row, answer.data);
      else if (answer && !passes(answer.error, row)) await settleRefusal(database, [row], answer.error);
      else {
        later = true;
        await outbox.update(row.order, { state: "pending", failures: row.failures + 1 });
      }
    }
    return later ? "later" : "answered";
  });
}

function passes(error: ErrorBody, row: OutboxRow): boolean {
  return passing.has(error.code) && row.failures < MOST_FAILURES;
}

async function settleSuccess(database: RallyDatabase, row: OutboxRow, data: unknown): Promise<void> {
  const { error: _error, ...kept } = row;
  await database.outbox.put({ ...kept, state: "sent", sentAt: Date.now() });
  const { conversation } = row;
  const author = database.userId;
  switch (row.name) {
    case sendMessage.name: {
      const { content, replyTo, sentAt } = row.input as Input<typeof sendMessage>;
      const { id, seq, version, at } = data as Output<typeof sendMessage>;
      const told = { ...(replyTo ? { replyTo } : {}), ...(sentAt ? { sentAt } : {}) };
      await foldLive(database, conversation, [
        { type: "message", id, seq, version, at, author, content, ...told },
      ]);
      break;
    }
    case editMessage.name: {
      const { content } = row.input as { content: Content };
      const { id, version, editedAt: at } = data as Output<typeof editMessage>;
      await foldLive(database, conversation, [{ type: "edit", id, version, at, author, content }]);
      break;
    }
    case deleteMessage.name: {
      const { id, version, deletedAt: at } = data as Output<typeof deleteMessage>;
      await foldLive(database, conversation, [{ type: "delete", id, version, at, author }]);
      break;
    }
    case setMarker.name: {
      await raiseMarker(database, conversation, (data as Output<typeof setMarker>).seq);
      await dropOlderMarkers(database, row);
      break;
    }
  }
}

/** Of all markers sent to a conversation only the last is worth offering again. */
async function dropOlderMarkers(database: RallyDatabase, newest: OutboxRow): Promise<void> {
  await database.outbox
    .where({ conversation: newest.conversation, state: "sent" })
    .and((row) => row.name === setMarker.name && row.id !== newest.id)
    .delete();
}

/** Keeps refused commands visible with their reason, to retry, edit or discard [S5]. */
export async function settleRefusal(
  database: RallyDatabase,
  rows: readonly OutboxRow[],
  error: ErrorBody,
): Promise<void> {
  for (const row of rows) {
    // Nobody wrote a marker: its refusal is nothing to decide about.
    if (row.name === setMarker.name) await database.outbox.delete(row.order);
    else if (!(await joinRefusedMessage(database, row))) {
      await database.outbox.put({ ...row, state: "refused", error });
    }
  }
}

/**
 * An edit or deletion of a message that was itself refused is no refusal of its own: it is
 * carried out on the refused message in the outbox.
 */
async function joinRefusedMessage(database: RallyDatabase, row: OutboxRow): Promise<boolean> {
  if (row.name !== editMessage.name && row.name !== deleteMessage.name) return false;
  const { messageId } = row.input as { messageId: string };
  const message = await database.outbox.where("id").equals(messageId).first();
  if (message?.state !== "refused") return false;
  if (row.name === deleteMessage.name) await database.outbox.delete(message.order);
  else {
    const { content } = row.input as { content: Content };
    await database.outbox.update(message.order, { input: { ...(message.input as object), content } });
  }
  await database.outbox.delete(row.order);
  return true;
}
