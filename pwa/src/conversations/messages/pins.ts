import { pinMessage } from "@rally/shared/conversations";
import { may } from "@rally/shared/members";
import {
  sparseRows,
  storing,
  type ConversationRow,
  type OutboxRow,
  type RallyDatabase,
} from "../../database/index.js";
import { enqueue, inputOf } from "../../outbox/index.js";
import { hiddenAmong } from "../data/hidden-messages.js";
import type { MessageView } from "./message-views.js";

/** Whether this user can pin messages; roles exist only in groups and channels. */
export function mayPin({ kind, role = "member", left }: ConversationRow): boolean {
  return !left && may(role, "pinMessage", kind);
}

/** The last state that this user's unsent commands give to each message. */
function unsentPins(commands: readonly OutboxRow[]): Map<string, { pinned: boolean; at: number }> {
  const isUnsent = ({ name, state }: OutboxRow): boolean =>
    name === pinMessage.name && state !== "refused" && state !== "sent";
  return new Map(
    commands.filter(isUnsent).map((command) => {
      const { messageId, pinned } = inputOf(pinMessage, command);
      return [messageId, { pinned, at: command.createdAt }];
    }),
  );
}

/** Marks pinned messages, including this user's unsent pins. */
export function addPins(
  database: RallyDatabase,
  views: readonly MessageView[],
  commands: readonly OutboxRow[],
): PromiseLike<void> {
  const unsent = unsentPins(commands);
  const ids = views.map(({ id }) => id);
  return sparseRows(database.pins, ids).then((rows) => {
    for (const view of views) {
      const { pinned } = unsent.get(view.id) ?? rows.get(view.id) ?? { pinned: false };
      if (pinned && !view.deleted) view.pinned = true;
    }
  });
}

/** The ids of pinned messages, the newest pin first, including this user's unsent pins. */
export async function pinnedIds(
  database: RallyDatabase,
  conversationId: string,
): Promise<string[]> {
  const { pins, outbox } = database;
  const states = ["pending", "sending"].map((state): [string, string] => [conversationId, state]);
  const [rows, commands] = await Promise.all([
    pins.where("conversation").equals(conversationId).toArray(),
    outbox.where("[conversation+state]").anyOf(states).sortBy("order"),
  ]);
  const stored = rows.map(({ id, pinned, at }) => [id, { pinned, at }] as const);
  const latest = new Map([...stored, ...unsentPins(commands)]);
  const hidden = await hiddenAmong(database, [...latest.keys()], commands);
  return [...latest]
    .filter(([id, { pinned }]) => pinned && !hidden.has(id))
    .sort(([a, first], [b, second]) => second.at - first.at || (a < b ? -1 : 1))
    .map(([id]) => id);
}

/** Pins or unpins a message; it shows at once and is sent when possible. */
export function enqueuePin(
  database: RallyDatabase,
  conversationId: string,
  { messageId, pinned }: { messageId: string; pinned: boolean },
): Promise<void> {
  const { outbox, pins } = database;
  return storing(() =>
    database.transaction("rw", [outbox, pins], async () => {
      const same = outbox
        .where("[conversation+state]")
        .anyOf([conversationId, "pending"], [conversationId, "refused"])
        .and(
          (row) =>
            row.name === pinMessage.name &&
            !row.attempted &&
            inputOf(pinMessage, row).messageId === messageId,
        );
      const dropped = await same.delete();
      const isStored = (await pins.get(messageId))?.pinned ?? false;
      // Pinned and unpinned before it was sent: there is nothing to send.
      if (dropped > 0 && isStored === pinned) return;
      const input = { conversationId, messageId, pinned };
      await enqueue(database, pinMessage, input, { conversation: conversationId });
    }),
  );
}
