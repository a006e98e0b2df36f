import { msg, str } from "@lit/localize";
import type { Person } from "@rally/shared/people";
import type { RallyDatabase } from "../database/index.js";
import { peopleOf } from "../people/index.js";
import { relationsOf, type Relation } from "./relation.js";

/** A user and the relation to them, for a line of a list. */
export interface PersonLine {
  person: Person;
  relation: Relation;
}

/** The users with a relation to this user, each list in display order. */
export interface Relationships {
  /** Sorted by name. */
  friends: PersonLine[];
  /** Friend requests, newest first. */
  received: PersonLine[];
  sent: PersonLine[];
  /** Blocked or ignored users, sorted by name. */
  blockedOrIgnored: PersonLine[];
}

/** Reads all relationships from the database; works offline. */
export async function readRelationships(database: RallyDatabase): Promise<Relationships> {
  const relations = await relationsOf(database);
  const known = await peopleOf(database, relations.keys());
  const lines = [...relations].flatMap(([id, relation]): PersonLine[] => {
    const person = known.get(id);
    return person ? [{ person, relation }] : [];
  });
  const byName = lines.toSorted((a, b) => a.person.displayName.localeCompare(b.person.displayName));
  const newest = lines.toSorted((a, b) => b.relation.at - a.relation.at);
  return {
    friends: byName.filter(({ relation }) => relation.friend === "friends"),
    received: newest.filter(({ relation }) => relation.friend === "received"),
    sent: newest.filter(({ relation }) => relation.friend === "sent" || isRefusedRequest(relation)),
    blockedOrIgnored: byName.filter(({ relation }) => relation.blocked || relation.ignored),
  };
}

/** How many friend requests wait for an answer of this user. */
export async function countRequests(database: RallyDatabase): Promise<number> {
  return (await readRelationships(database)).received.length;
}

/** The count for screen readers. */
export function requestCountLabel(count: number): string {
  return count === 1 ? msg("1 request") : msg(str`${count} requests`);
}

/** A refused request stays in the list, so that the user can see the reason [S5]. */
function isRefusedRequest({ friend, refused }: Relation): boolean {
  return friend === "none" && refused?.name === "friend.request";
}
