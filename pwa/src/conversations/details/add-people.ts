import { msg, str } from "@lit/localize";
import { runCommands } from "@rally/shared/commands";
import { RallyError, type ErrorCode } from "@rally/shared/errors";
import { newId } from "@rally/shared/ids";
import { addMember, listMembers } from "@rally/shared/members";
import type { Person } from "@rally/shared/people";
import type { RallyDatabase } from "../../database/index.js";
import type { Device } from "../../device/index.js";
import { NetworkError } from "../../http/index.js";
import { errorSentence } from "../../localization/index.js";
import { answersTo, findKnownPeople, peopleOf, searchPeople } from "../../people/index.js";

/** People whom a user can choose to add, friends first. */
export interface Candidates {
  people: readonly Person[];
  /** Why the list may be incomplete. */
  problem?: string;
}

/** What became of an attempt to add a person; `member`: they were in the conversation before. */
export type AddOutcome = "added" | "member" | { problem: string };

/** Friends, then others of the directory, whose names begin as `text` does; offline those on this device. */
export async function candidatesFor(
  { database, session, userId }: Pick<Device, "database" | "session" | "userId">,
  text: string,
): Promise<Candidates> {
  const friends = (await friendsOf(database)).filter((person) => answersTo(person, text));
  const { people: others, problem } = await directory({ database, session }, text);
  const people = new Map([...friends, ...others].map((person) => [person.id, person]));
  people.delete(userId);
  return { people: [...people.values()], ...(problem !== undefined && { problem }) };
}

async function directory(
  { database, session }: Pick<Device, "database" | "session">,
  text: string,
): Promise<Candidates> {
  try {
    return { people: await searchPeople(session, text) };
  } catch (error) {
    if (!(error instanceof NetworkError || error instanceof RallyError)) throw error;
    const problem =
      error instanceof RallyError
        ? errorSentence(error.code)
        : msg("You're offline. These are the people saved on this device.");
    return { people: await findKnownPeople(database, text), problem };
  }
}

async function friendsOf(database: RallyDatabase): Promise<Person[]> {
  const ids = await database.friends.where("state").equals("friends").primaryKeys();
  const people = [...(await peopleOf(database, ids)).values()];
  return people.sort((a, b) => a.displayName.localeCompare(b.displayName));
}

/** Adds a person to a conversation, unless they are in it. The server decides; nothing waits offline. */
export async function addPerson(
  { session }: Pick<Device, "session">,
  conversationId: string,
  person: Person,
): Promise<AddOutcome> {
  const { id: userId, username } = person;
  try {
    const params = { id: conversationId };
    const query = { search: username, limit: 20 };
    const { data: members } = await session.call(listMembers, { params, query });
    if (members.some(({ user }) => user.id === userId)) return "member";
    const command = { id: newId(), name: addMember.name, input: { conversationId, userId } };
    const { data } = await session.call(runCommands, { body: { commands: [command] } });
    const [answer] = data;
    if (!answer || answer.success) return "added";
    return { problem: refusal(answer.error.code as ErrorCode, person) };
  } catch (error) {
    if (error instanceof NetworkError)
      return { problem: msg("You're offline. Try again when you're back online.") };
    if (error instanceof RallyError) return { problem: errorSentence(error.code) };
    throw error;
  }
}

/** Why the person cannot be added; it does not say who blocked whom. */
function refusal(code: ErrorCode, { displayName }: Person): string {
  switch (code) {
    case "banned_here":
      return msg(str`${displayName} is banned here. Lift the ban first.`);
    case "blocked":
    case "cannot_add":
    case "not_found":
      return msg(str`${displayName} can't be added.`);
    default:
      return errorSentence(code);
  }
}
