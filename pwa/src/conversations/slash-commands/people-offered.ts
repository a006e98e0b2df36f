import type { Person } from "@rally/shared/people";
import type { SlashCommandName } from "@rally/shared/slash-commands";
import { Dexie } from "dexie";
import type { ConversationRow, RallyDatabase } from "../../database/index.js";
import { relationsOf, strangers, type Relation } from "../../relationships/index.js";
import { answersTo } from "../../people/index.js";
import { slashCommandTable } from "./slash-command-table.js";

/** The number of newest messages whose authors are listed first. */
const NEWEST_MESSAGES = 100;
const SHOWN = 8;

/**
 * The users on this device that a command can be about: the partner first, then the authors of the
 * newest messages, then all others by name.
 */
export async function peopleFor(
  database: RallyDatabase,
  command: SlashCommandName,
  conversation: ConversationRow,
): Promise<Person[]> {
  const offers: (relation: Relation) => boolean = slashCommandTable[command].offers ?? (() => true);
  const [people, relations, authors] = await Promise.all([
    database.people.orderBy("username").toArray(),
    relationsOf(database),
    authorsIn(database, conversation.id),
  ]);
  const near = [...new Set([conversation.partner?.id, ...authors])];
  const ranks = new Map(near.map((id, index) => [id, index]));
  const rank = ({ id }: Person): number => ranks.get(id) ?? near.length;
  return people
    .filter(({ id }) => id !== database.userId && offers(relations.get(id) ?? strangers))
    .sort((a, b) => rank(a) - rank(b));
}

/** The first few of `people` whose name matches the typed text. */
export function namedLike(people: readonly Person[], typed: string): Person[] {
  const found: Person[] = [];
  for (const person of people) {
    if (answersTo(person, typed)) found.push(person);
    if (found.length === SHOWN) break;
  }
  return found;
}

/** The authors of the newest messages, the newest first; with repetitions. */
export async function authorsIn(
  { messages }: RallyDatabase,
  conversation: string,
): Promise<string[]> {
  const newest = await messages
    .where("[conversation+seq]")
    .between([conversation, Dexie.minKey], [conversation, Dexie.maxKey])
    .reverse()
    .limit(NEWEST_MESSAGES)
    .toArray();
  return newest.flatMap(({ author }) => author ?? []);
}
