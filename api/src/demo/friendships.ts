import { friendCommands as commands } from "@rally/shared/relationships";
import { newId } from "@rally/shared/ids";
import type { Dispatcher } from "../commands/index.js";
import { people, type Person } from "./people.js";

/** Every seventh friend request stays unanswered. */
const UNANSWERED = 7;

/** Makes each user a friend of the next three, except for the unanswered requests. */
export async function befriend(
  dispatcher: Dispatcher,
  ids: ReadonlyMap<Person, string>,
): Promise<void> {
  const everyone = (Object.keys(people) as Person[]).flatMap((name) => ids.get(name) ?? []);
  let asked = 0;
  for (const [place, from] of everyone.entries()) {
    for (const step of [1, 2, 3]) {
      const to = everyone[(place + step) % everyone.length];
      if (to === undefined) continue;
      asked += 1;
      await dispatcher.run({ userId: from }, commands.requestFriend, newId(), { userId: to });
      if (asked % UNANSWERED === 0) continue;
      await dispatcher.run({ userId: to }, commands.acceptFriend, newId(), { userId: from });
    }
  }
}
