import type { Person } from "@rally/shared/people";
import { restrainUser, unrestrainUser } from "@rally/shared/restraints";
import { keepRestraints } from "../conversations/index.js";
import { storing, type OutboxRow, type RallyDatabase } from "../database/index.js";
import { enqueue } from "../outbox/index.js";
import { keepPeople } from "../people/index.js";
import {
  outcomeOf,
  relationWith,
  unsentAbout,
  type Relation,
  type RelationCommand,
} from "./relation.js";

/**
 * Changes what `person` is to this user; it shows at once and leaves when it can. What was said
 * before and has surely not left is taken back, so that adding somebody and thinking better of it
 * with no network tells nobody anything.
 */
export function changeRelation(
  database: RallyDatabase,
  command: RelationCommand,
  person: Person,
): Promise<void> {
  const { outbox, friends, blocks, restraints, people, conversations, messages } = database;
  const tables = [outbox, friends, blocks, restraints, people, conversations, messages];
  return storing(() =>
    database.transaction("rw", tables, async () => {
      if (!(await people.get(person.id))) await keepPeople(database, [person]);
      for (const row of await unsentAbout(database, person.id)) {
        if (isFree(row) && kindOf(row.name) === kindOf(command.name))
          await outbox.delete(row.order);
      }
      if (command === restrainUser || command === unrestrainUser) {
        await hide(database, person.id, command === restrainUser);
      }
      const before = await relationWith(database, person.id);
      const restraint = kindOf(command.name) === "restraint";
      if (!restraint && isSame(before, outcomeOf(before, command.name))) return;
      await enqueue(database, command, { userId: person.id });
    }),
  );
}

/** Hidden is hidden from the next frame on, and out of the count. */
async function hide(database: RallyDatabase, userId: string, restrained: boolean): Promise<void> {
  const version = (await database.restraints.get(userId))?.version ?? 0;
  await keepRestraints(database, [{ userId, restrained, version }]);
}

function isFree(row: OutboxRow): boolean {
  return row.state === "refused" || (row.state === "pending" && !row.attempted);
}

function kindOf(name: string): "friend" | "restraint" | "block" {
  if (name.startsWith("friend.")) return "friend";
  return name.endsWith("block") ? "block" : "restraint";
}

function isSame(before: Relation, outcome: Partial<Relation>): boolean {
  return Object.entries(outcome).every(([key, value]) => before[key as keyof Relation] === value);
}
