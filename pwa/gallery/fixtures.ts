import type {
  ConversationRow,
  StoredMessageRow,
  OutboxRow,
  RallyDatabase,
} from "../src/database/index.js";
import type { Me, SignedIn } from "@rally/shared/accounts";
import type { Person } from "@rally/shared/people";
import { sendMessage } from "@rally/shared/conversations";
import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
const LONG_WORDS =
  "Tomorrow at half past eight, then, in front of the old hall; bring the spare racket, for mine has lost two strings since last week.";

let lastNumber = 0;
function id(): string {
  lastNumber += 1;
  return `0190a000-0000-7000-8000-${String(lastNumber).padStart(12, "0")}`;
}

function person(username: string, displayName: string): Person {
  return { id: id(), username, displayName };
}

/** The signed-in user. */
export const ada = person("ada", "Ada Lovelace");
export const ben = person("ben", "Ben Okafor");
export const chloe = person("chloe", "Chloé Dubois");
export const dora = person("dora_with_a_long_name", "Dora Anastasia Papadopoulos-Lindqvist");
export const emil = person("emil", "emil");
/** What only Ada sees of her account. */
export const me: Me = {
  ...ada,
  ...{ email: "ada@example.org", emailConfirmed: true, hasPassword: true },
  ...{ locale: "en", role: "member", createdAt: 0 },
};
/** The server's answer when Ada signs in. */
export const signedIn: SignedIn = {
  ...{ accessToken: "a-token", expiresAt: Number.MAX_SAFE_INTEGER },
  ...{ lineage: "a-lineage", user: me },
};
export const people = [ada, ben, chloe, dora, emil] as const;

export const group = conversation("group", { name: "Thursday doubles", memberCount: 5, unread: 3 });
export const channel = conversation("channel", {
  ...{ name: "Chess club", topic: "Openings, endgames and the Friday league" },
  ...{ visibility: "private", listed: true, memberCount: 128, role: "owner" },
});
export const empty = conversation("group", { name: "Nothing said yet", memberCount: 2 });
const archived = { ...empty, archivedSeq: 0 };
export const withBen = conversation("direct", { partner: ben });
export const withBlocked = conversation("direct", { partner: dora });

/** A moment so many minutes ago, in milliseconds since the epoch. */
export function ago(minutes: number): number {
  return Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - minutes * MINUTE_MS;
}

/** Makes this page the one of a user who was signed in before; no server is asked. */
export function signInAsAda(): void {
  const { id: userId, username, displayName } = ada;
  localStorage.setItem("rally.session", JSON.stringify({ userId, username, displayName }));
}

function conversation(
  kind: ConversationRow["kind"],
  parts: Partial<ConversationRow>,
): ConversationRow {
  return {
    ...{ id: kind === "world" ? WORLD_CONVERSATION_ID : id(), kind, version: 1, lastSeq: 0 },
    ...{ marker: 0, unread: 0, joinedSeq: 0, memberCount: 2, cursor: 1, oldestSeq: 1 },
    ...{ lastActivity: 0, counted: { unread: 0, marker: 0, lastSeq: 0 } },
    ...parts,
  };
}

/** Puts what the components show into an empty database. */
export async function fillDatabase(database: RallyDatabase): Promise<void> {
  await Promise.all(database.tables.map((table) => table.clear()));
  await database.people.bulkPut(people.map((one) => ({ ...one, fetchedAt: ago(0) })));
  await fillGroup(database);
  await fillDirect(database);
  await fillOtherConversations(database);
  await fillRelations(database);
  await fillNotifications(database);
  await database.setMeta("me", me);
}

async function fillGroup(database: RallyDatabase): Promise<void> {
  const quoted = id();
  const rows = [
    said(group, chloe, "Who is free on Thursday?", 1_500, { id: quoted }),
    said(group, chloe, "The hall is ours from six.", 1_499),
    said(group, chloe, "🎾", 1_498),
    said(group, ben, "I am!", 1_400, { replyTo: quoted }),
    said(group, ada, "Me too", 1_380),
    said(group, ada, LONG_WORDS, 1_379, { editedAt: ago(1_377) }),
    said(group, ben, "", 60, { content: null, deletedAt: ago(50) }),
    said(group, dora, "See https://example.org/courts and `book` one", 40),
    said(group, dora, "A".repeat(90), 39),
    said(group, null, "From somebody whose account is gone", 12),
    said(group, emil, "ok", 4),
  ];
  await keep(database, group, rows, { marker: rows.length - 3 });
  const pinned = [rows[1], rows[5], rows[8]].map((row) => row?.id ?? "");
  await database.pins.bulkPut(
    pinned.map((one, index) => ({
      ...{ type: "pin", id: one, pinned: true, at: index, version: 1, conversation: group.id },
    })),
  );
  await database.markers.bulkPut(
    [ben, dora].map((user) => ({
      ...{ type: "marker", user: user.id, seq: 5, version: 9, conversation: group.id },
    })),
  );
  await database.outbox.bulkAdd([
    unsent(group, "This one waits for the network", "pending", 2),
    unsent(group, "This one was refused", "refused", 1),
  ]);
}

async function fillDirect(database: RallyDatabase): Promise<void> {
  const rows = [
    said(withBen, ben, "Same time as last week?", 200),
    said(withBen, ada, "Yes.", 190),
    said(withBen, ada, LONG_WORDS, 189),
    said(withBen, ada, "Not read yet", 3),
  ];
  await keep(database, withBen, rows, { marker: 4 });
  const marker = { type: "marker", user: ben.id, seq: 3, version: 9 } as const;
  await database.markers.put({ ...marker, conversation: withBen.id });
}

async function fillOtherConversations(database: RallyDatabase): Promise<void> {
  const world = conversation("world", { memberCount: 1_280, unread: 1_000 });
  const old = said(world, emil, "Good morning from the other side of the world", 4 * 1_440);
  await keep(database, world, [old], {});
  await keep(database, withBlocked, [said(withBlocked, dora, "Hello?", 12 * 1_440)], {});
  await database.conversations.put({ ...archived, lastActivity: ago(40 * 1_440) });
  const draft = { conversation: withBen.id, text: "A draft, half", agreed: "", updatedAt: ago(1) };
  await database.drafts.put(draft);
}

async function fillRelations(database: RallyDatabase): Promise<void> {
  await database.friends.bulkPut([
    { userId: ben.id, state: "friends", version: 1, at: ago(9_000) },
    { userId: chloe.id, state: "friends", version: 1, at: ago(9_000) },
    { userId: emil.id, state: "received", version: 1, at: ago(60) },
  ]);
  await database.blocks.put({ userId: dora.id, blocked: true, version: 1 });
  const joinedAt = ago(0) - 400 * DAY_MS;
  const words = { bio: "Plays on clay.\nStrings her own rackets.", status: "On court 🎾" };
  await database.profiles.bulkPut(
    [ada, ben].map((one) => ({ ...one, ...words, joinedAt, version: 1, fetchedAt: ago(0) })),
  );
}

async function fillNotifications(database: RallyDatabase): Promise<void> {
  const entry = { count: 1, data: {}, version: 1, conversationId: group.id } as const;
  const message = { id: id(), seq: 4, excerpt: LONG_WORDS };
  await database.notifications.bulkPut([
    { ...entry, id: id(), kind: "mention", from: ben, at: ago(5), message, unread: 1 },
    { ...entry, id: id(), kind: "message", from: dora, at: ago(30), message, count: 3, unread: 1 },
    { ...entry, id: id(), kind: "friend_request", from: emil, at: ago(60), unread: 1 },
    { ...entry, id: id(), kind: "friend_accepted", from: chloe, at: ago(2_000), unread: 0 },
    {
      ...entry,
      id: id(),
      kind: "moderation",
      data: { action: "added" },
      at: ago(5_000),
      unread: 0,
    },
  ]);
}

function said(
  { id: conversationId }: ConversationRow,
  author: Person | null,
  body: string,
  minutesAgo: number,
  parts: Partial<StoredMessageRow> = {},
): StoredMessageRow {
  return {
    ...{ type: "message", id: id(), conversation: conversationId, version: 1, counts: 1 },
    ...{ author: author?.id ?? null, at: ago(minutesAgo), content: { kind: "text", body } },
    ...parts,
  };
}

/** Keeps messages in their order, and with them what the conversation's row says of the last one. */
async function keep(
  database: RallyDatabase,
  row: ConversationRow,
  messages: readonly StoredMessageRow[],
  parts: Partial<ConversationRow>,
): Promise<void> {
  const rows = messages.map((message, index) => ({
    ...message,
    seq: index + 1,
    version: index + 1,
  }));
  await database.messages.bulkPut(rows);
  const last = rows.at(-1);
  await database.conversations.put({
    ...row,
    ...{ version: rows.length, cursor: rows.length, lastSeq: rows.length },
    ...(last && { lastMessage: last, lastActivity: last.at ?? 0 }),
    ...parts,
  });
}

function unsent(
  { id: conversationId }: ConversationRow,
  body: string,
  state: "pending" | "refused",
  minutesAgo: number,
): OutboxRow {
  return {
    ...{ id: id(), name: sendMessage.name, conversation: conversationId, state },
    input: { conversationId, content: { kind: "text", body } },
    ...{ createdAt: ago(minutesAgo), attempted: true, failures: 0 },
    ...(state === "refused" && { error: { code: "forbidden", message: "" } }),
  };
}
