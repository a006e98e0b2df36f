import { sendMessage, type Content } from "@rally/shared/conversations";
import type { Input } from "@rally/shared/commands";
import type { ConversationRow, OutboxRow, RallyDatabase } from "../database/index.js";
import type { Person } from "@rally/shared/people";
import { newestOf, peopleOf } from "../people/index.js";
import { blockedBy } from "./blocked.js";
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
  /** This user has blocked the other one. */
  blocked?: true;
  lastLine?: LastLine;
}

/**
 * All conversations, the one with the newest activity first. Drafts are read by themselves: they
 * change with each key that is pressed.
 */
export function listConversations(database: RallyDatabase): Promise<ConversationView[]> {
  const { conversations, outbox, people, restraints, blocks } = database;
  const tables = [conversations, outbox, people, restraints, blocks];
  return database.transaction("r", tables, async () => {
    const [rows, unsent, blockRows] = await Promise.all([
      conversations.orderBy("lastActivity").reverse().toArray(),
      outbox.where("state").anyOf("pending", "sending", "refused").sortBy("order"),
      blocks.toArray(),
    ]);
    const blocked = blockedBy(blockRows, unsent);
    const byConversation = new Map<string, OutboxRow[]>();
    for (const command of unsent) {
      const others = byConversation.get(command.conversation);
      if (others) others.push(command);
      else byConversation.set(command.conversation, [command]);
    }
    const named = rows.flatMap((row) => [row.lastMessage?.author ?? [], row.partner?.id ?? []]);
    const names = await peopleOf(database, named.flat());
    const hidden = await restrainedPeople(database);
    return rows.map((row) => {
      const commands = byConversation.get(row.id) ?? [];
      const view: ConversationView = {
        ...withNewestPartner(row, names),
        pending: commands.filter((command) => isMessage(command) && command.state !== "refused")
          .length,
        refused: commands.filter((command) => command.state === "refused").length,
      };
      if (row.partner && blocked.has(row.partner.id)) view.blocked = true;
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
  const { conversations, people } = database;
  return database.transaction("r", [conversations, people], async () => {
    const row = await conversations.get(id);
    if (!row?.partner) return row;
    return withNewestPartner(row, await peopleOf(database, [row.partner.id]));
  });
}

/** A conversation with the name and picture that its partner has by now. */
export function withNewestPartner(
  row: ConversationRow,
  people: ReadonlyMap<string, Person>,
): ConversationRow {
  return row.partner ? { ...row, partner: newestOf(people, row.partner) } : row;
}

/** Unread messages in all conversations, for the title and the badge. */
export function totalUnread(rows: readonly ConversationRow[] = []): number {
  return rows.reduce((sum, row) => sum + row.unread, 0);
}

/** What stands in the drafts of conversations, by conversation; not in that of `except`, which is open. */
export async function readDrafts(
  { drafts }: RallyDatabase,
  except = "",
): Promise<ReadonlyMap<string, string>> {
  // Two ranges of keys: what is typed in the open conversation is not read.
  const parts = await Promise.all([
    drafts.where("conversation").below(except).toArray(),
    drafts.where("conversation").above(except).toArray(),
  ]);
  return new Map(
    parts
      .flat()
      .flatMap(({ conversation, text }) => (text.trim() ? [[conversation, text.trim()]] : [])),
  );
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
