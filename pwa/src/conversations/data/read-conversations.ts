import { isArchived, sendMessage, updateConversation } from "@rally/shared/conversations";
import type { Input } from "@rally/shared/commands";
import { Dexie } from "dexie";
import type {
  ConversationRow,
  ConversationView,
  LastLine,
  OutboxRow,
  RallyDatabase,
  StoredMessageRow,
} from "../../database/index.js";
import type { Person } from "@rally/shared/people";
import { newestOf, peopleOf } from "../../people/index.js";
import { withUnsentArchive } from "./archive.js";
import { blockedBy } from "./blocked.js";
import { unsentHiding } from "./hidden-messages.js";
import { unsentContent } from "./enqueue-commands.js";
import { inputOf } from "../../outbox/index.js";
import { ignoredPeople } from "../../relationships/index.js";

/**
 * All conversations, newest activity first. Drafts are read separately, because they change on each
 * key press.
 */
export function readConversations(database: RallyDatabase): Promise<ConversationView[]> {
  const { conversations, messages, outbox, people, ignores, blocks, hiddenMessages } = database;
  const tables = [conversations, messages, outbox, people, ignores, blocks, hiddenMessages];
  return database.transaction("r", tables, async () => {
    const [stored, unsent, blockRows, deleted] = await Promise.all([
      conversations.orderBy("lastActivity").reverse().toArray(),
      outbox.where("state").anyOf("pending", "sending", "refused").sortBy("order"),
      blocks.toArray(),
      hiddenMessages.toCollection().primaryKeys(),
    ]);
    const removed = new Set([...deleted, ...unsentHiding(unsent)]);
    const instead = await readShownInstead(database, stored, removed);
    const rows = stored.map((row) =>
      instead.has(row.id) ? withLastMessage(row, instead.get(row.id)) : row,
    );
    const blocked = blockedBy(blockRows, unsent);
    const byConversation = new Map<string, OutboxRow[]>();
    for (const command of unsent) {
      const others = byConversation.get(command.conversation);
      if (others) others.push(command);
      else byConversation.set(command.conversation, [command]);
    }
    const named = rows.flatMap((row) => [row.lastMessage?.author ?? [], row.partner?.id ?? []]);
    const names = await peopleOf(database, named.flat());
    const hidden = await ignoredPeople(database);
    return rows.map((row) => {
      const commands = byConversation.get(row.id) ?? [];
      const view: ConversationView = {
        ...withUnsentDetails(withNewestPartner(row, names), commands),
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

/**
 * The last messages to show in place of those that the user has deleted for themselves, by
 * conversation. Not async: Dexie loses its transaction in deeply nested native promises.
 */
function readShownInstead(
  { messages }: RallyDatabase,
  rows: readonly ConversationRow[],
  hidden: ReadonlySet<string>,
): PromiseLike<Map<string, StoredMessageRow | undefined>> {
  const concerned = rows.filter(({ lastMessage }) => hidden.has(lastMessage?.id ?? ""));
  const newest = concerned.map(({ id }) =>
    messages
      .where("[conversation+seq]")
      .between([id, Dexie.minKey], [id, Dexie.maxKey])
      .reverse()
      .and((row) => !hidden.has(row.id))
      .first(),
  );
  return Dexie.Promise.all(newest).then(
    (found) => new Map(concerned.map(({ id }, place) => [id, found[place]])),
  );
}

/** A conversation with another last message. */
function withLastMessage(
  { lastMessage: _hidden, ...row }: ConversationRow,
  shown: StoredMessageRow | undefined,
): ConversationRow {
  return shown ? { ...row, lastMessage: shown } : row;
}

/** A conversation as stored on this device. */
export function getConversation(
  database: RallyDatabase,
  id: string,
): Promise<ConversationRow | undefined> {
  const { conversations, people, outbox } = database;
  return database.transaction("r", [conversations, people, outbox], async () => {
    const row = await conversations.get(id);
    if (!row) return row;
    const partners = await peopleOf(database, row.partner ? [row.partner.id] : []);
    return withUnsentDetails(withNewestPartner(row, partners), await unsentOf(database, id));
  });
}

/** The commands of a conversation without an answer, oldest first. */
function unsentOf({ outbox }: RallyDatabase, id: string): Promise<OutboxRow[]> {
  const states = ["pending", "sending"].map((state): [string, string] => [id, state]);
  return outbox.where("[conversation+state]").anyOf(states).sortBy("order");
}

/** A conversation with what this user has said about it in changes that the server has not answered. */
function withUnsentDetails<Row extends ConversationRow>(
  row: Row,
  commands: readonly OutboxRow[],
): Row {
  const changes = commands
    .filter(({ name, state }) => name === updateConversation.name && state !== "refused")
    .map((command) => inputOf(updateConversation, command));
  const { conversationId: _here, ...details } = Object.assign({}, ...changes) as Partial<
    Input<typeof updateConversation>
  >;
  return { ...withUnsentArchive(row, commands), ...details };
}

/** A conversation with its partner's current name and picture; without a deleted partner. */
export function withNewestPartner(
  row: ConversationRow,
  people: ReadonlyMap<string, Person>,
): ConversationRow {
  const { partner, ...rest } = row;
  if (!partner) return row;
  const isDeleted = people.get(partner.id)?.username === "";
  return isDeleted ? rest : { ...row, partner: newestOf(people, partner) };
}

/** The number of unread messages in all conversations that are not archived, for the title and the badge. */
export function totalUnread(rows: readonly ConversationRow[] = []): number {
  return rows.reduce((sum, row) => sum + (isArchived(row) ? 0 : row.unread), 0);
}

/** The texts of drafts, by conversation; without `except`, the open conversation. */
export async function readDrafts(
  { drafts }: RallyDatabase,
  except = "",
): Promise<ReadonlyMap<string, string>> {
  // Two key ranges, so that typing in the open conversation does not run the query again.
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

/** The last line: an unsent or refused message of the user, unless a newer message followed it. */
function newestLine(
  database: RallyDatabase,
  row: ConversationRow,
  commands: readonly OutboxRow[],
): LastLine | undefined {
  const stored = storedLine(row);
  const unsent = commands.findLast(isMessage);
  if (!unsent) return stored;
  const { seq = 0, at = 0 } = row.lastMessage ?? {};
  const isNewest = unsent.afterSeq === undefined ? unsent.createdAt >= at : unsent.afterSeq >= seq;
  return isNewest ? unsentLine(database, unsent) : stored;
}

function unsentLine(database: RallyDatabase, last: OutboxRow): LastLine {
  return {
    id: last.id,
    author: database.userId,
    content: unsentContent(last),
    at: last.createdAt,
    state: last.state === "refused" ? "refused" : "pending",
  };
}

function storedLine(row: ConversationRow): LastLine | undefined {
  const last = row.lastMessage;
  if (!last) return undefined;
  const { id, author = null, content, at = 0 } = last;
  return { id, author, content, at };
}
