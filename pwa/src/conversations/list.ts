import { sendMessage, type Content } from "@rally/shared/conversations";
import type { Input } from "@rally/shared/commands";
import type { ConversationRow, OutboxRow, RallyDatabase } from "../database/index.js";
import { peopleOf } from "../people/index.js";
import { restrainedPeople } from "./restrained.js";

/** The last thing said in a conversation; own unsent words come last. */
export interface LastLine {
  id: string;
  author: string | null;
  /** As shown; absent while this device does not know the author. */
  authorName?: string;
  content: Content | null;
  at: number;
  state?: "pending" | "refused";
  /** By somebody whom this user restrains. */
  hidden?: true;
}

/** A conversation as a line of the list. */
export interface ConversationView extends ConversationRow {
  /** How many own messages wait, and how many were refused. */
  pending: number;
  refused: number;
  /** What stands in its draft, when something does. */
  draft?: string;
  lastLine?: LastLine;
}

/** All conversations, the one with the newest activity first. */
export function listConversations(database: RallyDatabase): Promise<ConversationView[]> {
  const { conversations, outbox, drafts, people, restraints } = database;
  const tables = [conversations, outbox, drafts, people, restraints];
  return database.transaction("r", tables, async () => {
    const [rows, unsent, written] = await Promise.all([
      conversations.orderBy("lastActivity").reverse().toArray(),
      outbox.where("state").anyOf("pending", "sending", "refused").sortBy("order"),
      drafts.toArray(),
    ]);
    const texts = new Map(written.map((draft) => [draft.conversation, draft.text]));
    const byConversation = new Map<string, OutboxRow[]>();
    for (const command of unsent) {
      const others = byConversation.get(command.conversation);
      if (others) others.push(command);
      else byConversation.set(command.conversation, [command]);
    }
    const authors = rows.flatMap((row) => row.lastMessage?.author ?? []);
    const names = await peopleOf(database, authors);
    const hidden = await restrainedPeople(database);
    return rows.map((row) => {
      const commands = byConversation.get(row.id) ?? [];
      const draft = texts.get(row.id);
      const view: ConversationView = {
        ...row,
        pending: commands.filter((command) => isMessage(command) && command.state !== "refused")
          .length,
        refused: commands.filter((command) => command.state === "refused").length,
      };
      if (draft?.trim()) view.draft = draft;
      const line = newestLine(database, row, commands);
      const name = line?.author ? names.get(line.author)?.displayName : undefined;
      if (line) view.lastLine = name === undefined ? line : { ...line, authorName: name };
      if (view.lastLine && hidden.has(line?.author ?? "")) view.lastLine.hidden = true;
      return view;
    });
  });
}

/** What the device knows of one conversation. */
export function getConversation(
  database: RallyDatabase,
  id: string,
): Promise<ConversationRow | undefined> {
  return database.conversations.get(id);
}

/** Unread messages in all conversations, for the title and the badge. */
export async function totalUnread(database: RallyDatabase): Promise<number> {
  const rows = await database.conversations.toArray();
  return rows.reduce((sum, row) => sum + row.unread, 0);
}

function isMessage(command: OutboxRow): boolean {
  return command.name === sendMessage.name;
}

/** What was said last: an own message that waits, or was refused, hides nothing that came after it. */
function newestLine(
  database: RallyDatabase,
  row: ConversationRow,
  commands: readonly OutboxRow[],
): LastLine | undefined {
  const held = heldLine(row);
  const unsent = commands.findLast(isMessage);
  if (!unsent) return held;
  const { seq = 0, at = 0 } = row.lastMessage ?? {};
  const isNewest = unsent.afterSeq === undefined ? unsent.createdAt >= at : unsent.afterSeq >= seq;
  return isNewest ? unsentLine(database, unsent) : held;
}

function unsentLine(database: RallyDatabase, last: OutboxRow): LastLine {
  return {
    id: last.id,
    author: database.userId,
    content: (last.input as Input<typeof sendMessage>).content,
    at: last.createdAt,
    state: last.state === "refused" ? "refused" : "pending",
  };
}

function heldLine(row: ConversationRow): LastLine | undefined {
  const last = row.lastMessage;
  if (!last) return undefined;
  const { id, author = null, content, at = 0 } = last;
  return { id, author, content, at };
}
