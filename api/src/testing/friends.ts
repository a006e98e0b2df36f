import type { TestPerson } from "./people.js";
import type { TestRally } from "./test-rally.js";

/**
 * Makes two users friends, or ends their friendship, in the rows of `friend_changes`, with a new
 * version for each.
 */
export async function befriend(
  { database }: TestRally,
  one: TestPerson,
  two: TestPerson,
  state: "friends" | "none" = "friends",
): Promise<void> {
  await database.transaction(async (trx) => {
    for (const [user, other] of [
      [one, two],
      [two, one],
    ] as const) {
      const [row] = await trx<{ id: string; version: number }>("users")
        .where({ id: user.id })
        .increment("version", 1)
        .returning("version");
      await trx("friend_changes")
        .insert({ user_id: user.id, other_id: other.id, version: row?.version ?? 0, state })
        .onConflict(["user_id", "other_id"])
        .merge();
    }
  });
}
