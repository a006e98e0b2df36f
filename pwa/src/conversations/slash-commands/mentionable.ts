import { msg } from "@lit/localize";
import { limits } from "@rally/shared/limits";
import { listMembers, type Role } from "@rally/shared/members";
import { callers } from "@rally/shared/notifications";
import { findPeople, type Person } from "@rally/shared/people";
import type { ConversationRow, RallyDatabase } from "../../database/index.js";
import type { Device } from "../../device/index.js";
import { NetworkError } from "../../http/index.js";
import { keepPeople, peopleOf } from "../../people/index.js";
import { relationsOf } from "../../relationships/index.js";
import { authorsIn } from "./people-offered.js";

/** A name that mentions many members. */
export interface GroupMention {
  name: "here" | "everyone";
  help: string;
}

/** The names that this user can use in a conversation; the server checks it for each message. */
export function groupMentions(
  { kind, role, memberCount }: Pick<ConversationRow, "kind" | "role" | "memberCount">,
  typed: string,
): GroupMention[] {
  if (kind === "direct") return [];
  const isOf = (roles: readonly Role[]): boolean => role !== undefined && roles.includes(role);
  const here = memberCount <= limits.smallRoomMembers || isOf(callers.here);
  const all: GroupMention[] = [
    ...(here ? [{ name: "here" as const, help: msg("Everyone who's online") }] : []),
    ...(isOf(callers.everyone)
      ? [{ name: "everyone" as const, help: msg("Everyone in this chat") }]
      : []),
  ];
  return all.filter(({ name }) => name.startsWith(typed.toLowerCase()));
}

/**
 * The members on this device that a message can mention: the partner, or the authors of the newest
 * messages first. In the world chat every user is a member.
 */
export async function mentionableHere(
  database: RallyDatabase,
  conversation: ConversationRow,
): Promise<Person[]> {
  const ids = [...new Set(await authorsIn(database, conversation.id))];
  const known = await peopleOf(database, ids);
  const authors = ids.flatMap((id) => known.get(id) ?? []);
  const others =
    conversation.kind === "world" ? await database.people.orderBy("username").toArray() : [];
  const partner = conversation.partner ? [conversation.partner] : [];
  const people = new Map([...partner, ...authors, ...others].map((one) => [one.id, one]));
  return withoutBlocked(database, [...people.values()]);
}

/**
 * More of them from the server: the first members of a group or channel, or the users of the world
 * chat whose names begin as `typed` does. Offline: none.
 */
export async function mentionableOnServer(
  { database, session }: Pick<Device, "database" | "session">,
  { id, kind }: ConversationRow,
  typed: string,
): Promise<Person[]> {
  try {
    const people = await (kind === "world"
      ? session.call(findPeople, { query: { search: typed, limit: 20 } }).then(({ data }) => data)
      : session
          .call(listMembers, { params: { id }, query: { limit: limits.pageRows } })
          .then(({ data }) => data.map(({ user }) => user)));
    await keepPeople(database, people);
    return await withoutBlocked(database, people);
  } catch (error) {
    if (error instanceof NetworkError) return [];
    throw error;
  }
}

async function withoutBlocked(database: RallyDatabase, people: Person[]): Promise<Person[]> {
  const relations = await relationsOf(database);
  return people.filter(
    ({ id, username }) => username !== "" && id !== database.userId && !relations.get(id)?.blocked,
  );
}
