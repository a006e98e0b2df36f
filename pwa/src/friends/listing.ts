import type { Person } from "@rally/shared/people";
import type { RallyDatabase } from "../database/index.js";
import { peopleOf } from "../people/index.js";
import { relationsOf, type Relation } from "./relation.js";

/** Somebody as a line of a list. */
export interface PersonLine {
  person: Person;
  relation: Relation;
}

/** Everybody whom this user has something to do with, each list in the order in which it is read. */
export interface Circle {
  /** By name. */
  friends: PersonLine[];
  /** Requests, the newest first. */
  received: PersonLine[];
  sent: PersonLine[];
  /** Blocked, or hidden, by name. */
  apart: PersonLine[];
}

/** Reads whom this user has something to do with, from the device alone. */
export async function readCircle(database: RallyDatabase): Promise<Circle> {
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
    apart: byName.filter(({ relation }) => relation.blocked || relation.restrained),
  };
}

/** Refused, it is seen where one looks for it [S5]. */
function isRefusedRequest({ friend, refused }: Relation): boolean {
  return friend === "none" && refused?.name === "friend.request";
}
