import type { Person } from "@rally/shared/people";
import { ignoreUser, unignoreUser } from "@rally/shared/relationships";
import { storing, type RallyDatabase } from "../database/index.js";
import { canStillChange, enqueue } from "../outbox/index.js";
import { keepPeople } from "../people/index.js";
import { storeIgnores } from "./ignored.js";
import {
  outcomeOf,
  relationWith,
  unsentAbout,
  type Relation,
  type RelationCommand,
} from "./relation.js";

/**
 * Changes the relation to `person`; it shows at once and is sent when possible. Earlier commands
 * that have certainly not been sent are withdrawn, so that adding someone and changing one's mind
 * offline sends nothing.
 */
export function changeRelation(
  database: RallyDatabase,
  command: RelationCommand,
  person: Person,
): Promise<void> {
  const { outbox, friends, blocks, ignores, people, conversations, messages } = database;
  const tables = [outbox, friends, blocks, ignores, people, conversations, messages];
  return storing(() =>
    database.transaction("rw", tables, async () => {
      if (!(await people.get(person.id))) await keepPeople(database, [person]);
      for (const row of await unsentAbout(database, person.id)) {
        if (canStillChange(row) && kindOf(row.name) === kindOf(command.name))
          await outbox.delete(row.order);
      }
      if (command === ignoreUser || command === unignoreUser) {
        await hide(database, person.id, command === ignoreUser);
      }
      const before = await relationWith(database, person.id);
      const ignore = kindOf(command.name) === "ignore";
      if (!ignore && isSame(before, outcomeOf(before, command.name))) return;
      await enqueue(database, command, { userId: person.id });
    }),
  );
}

/** Hides the user's messages and excludes them from unread counts, before the server answers. */
async function hide(database: RallyDatabase, userId: string, ignored: boolean): Promise<void> {
  const version = (await database.ignores.get(userId))?.version ?? 0;
  await storeIgnores(database, [{ userId, ignored, version }]);
}

function kindOf(name: string): "friend" | "ignore" | "block" {
  if (name.startsWith("friend.")) return "friend";
  return name.endsWith("block") ? "block" : "ignore";
}

function isSame(before: Relation, outcome: Partial<Relation>): boolean {
  return Object.entries(outcome).every(([key, value]) => before[key as keyof Relation] === value);
}
