import { findPeople as findPeopleRoute, type Person } from "@rally/shared/people";
import { directConversationId } from "@rally/shared/ids";
import { storing, type RallyDatabase } from "../database/index.js";
import type { Call } from "../http/index.js";
import { newestOf, peopleOf } from "./stored-people.js";

/** People asked for at once: some have a chat with the user already, or are ignored. */
const ASKED = 30;
/** Milliseconds after which the server is asked again; sooner while it named fewer than asked for. */
const STALE_AFTER_MS = 6 * 3600 * 1000;
const FEW_STALE_AFTER_MS = 10 * 60_000;

/**
 * People whom this user may like to write to, from the device alone: friends first, then others of
 * the directory. Left out is who has a chat with the user, or is blocked or ignored.
 */
export async function readSuggestions(database: RallyDatabase, most: number): Promise<Person[]> {
  const { friends, blocks, ignores, conversations, userId } = database;
  const [kept, friendIds, blocked, ignored, chats] = await Promise.all([
    database.getMeta("suggestions"),
    friends.where("state").equals("friends").primaryKeys(),
    blocks.filter((row) => row.blocked).primaryKeys(),
    ignores.filter((row) => row.ignored).primaryKeys(),
    conversations.toCollection().primaryKeys(),
  ]);
  const listed = kept?.people ?? [];
  const known = await peopleOf(database, [...friendIds, ...listed.map(({ id }) => id)]);
  const people = new Map([
    ...friendIds.flatMap((id) => known.get(id) ?? []).map((friend) => [friend.id, friend] as const),
    ...listed.map((person) => [person.id, newestOf(known, person)] as const),
  ]);
  const excluded = new Set([userId, ...blocked, ...ignored]);
  const withChat = new Set(chats);
  return [...people.values()]
    .filter(({ id }) => !excluded.has(id) && !withChat.has(directConversationId(userId, id)))
    .slice(0, most);
}

/**
 * Asks the server for people to suggest, unless it was asked lately, and keeps its answer. The
 * answer names no user with a block between them and this user. @throws NetworkError, RallyError
 */
export async function fetchSuggestions(database: RallyDatabase, call: Call): Promise<void> {
  const kept = await database.getMeta("suggestions");
  const staleAfter = (kept?.people.length ?? 0) < ASKED ? FEW_STALE_AFTER_MS : STALE_AFTER_MS;
  if (kept && Date.now() - kept.at < staleAfter) return;
  const ask = async (after?: string): Promise<Person[]> => {
    const query = { search: "", limit: ASKED, ...(after !== undefined && { after }) };
    return (await call(findPeopleRoute, { query })).data;
  };
  // The directory is in alphabetical order: each user starts elsewhere in it, and goes on at its start.
  const start = String.fromCharCode(97 + (Number.parseInt(database.userId.slice(-4), 16) % 26));
  const found = await ask(start);
  if (found.length < ASKED) found.push(...(await ask()));
  const others = new Map(found.map((person) => [person.id, person]));
  others.delete(database.userId);
  const people = [...others.values()].slice(0, ASKED);
  await storing(() => database.setMeta("suggestions", { people, at: Date.now() }));
}
