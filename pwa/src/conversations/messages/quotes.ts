import { sendMessage } from "@rally/shared/conversations";
import type { OutboxRow, RallyDatabase } from "../../database/index.js";
import { unsentContent } from "../data/enqueue-commands.js";
import type { MessageView } from "./message-views.js";

/** Adds to each reply among `views` the message it answers, from the views, outbox or database. */
export async function quotesOf(
  database: RallyDatabase,
  views: readonly MessageView[],
  commands: readonly OutboxRow[],
): Promise<void> {
  const replies = views.filter((view) => view.replyTo !== undefined);
  if (replies.length === 0) return;
  const onScreen = new Map(views.map((view) => [view.id, view]));
  const unsent = new Map(commands.map((command) => [command.id, command]));
  const stored = await database.messages.bulkGet(replies.map((reply) => reply.replyTo ?? ""));
  replies.forEach((reply, index) => {
    const id = reply.replyTo ?? "";
    const original = onScreen.get(id) ?? stored[index];
    const command = unsent.get(id);
    if (original) {
      reply.quote = { id, author: original.author ?? null, content: original.content };
    } else if (command?.name === sendMessage.name) {
      reply.quote = { id, author: database.userId, content: unsentContent(command) };
    }
  });
}
