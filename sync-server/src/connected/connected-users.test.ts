import { describe, expect, test } from "vitest";
import { ConnectedUsers } from "./connected-users.js";

/** Reads that wait until the test answers them, and the values that all users have by then. */
function setup() {
  const asked: ((known: string) => void)[] = [];
  const learned: string[] = [];
  const users = new ConnectedUsers<string>({
    ...{ unread: "unread", none: "none" },
    read: (names) =>
      new Promise((answer) => {
        asked.push((known) => answer(new Map(names.map((name) => [name, known]))));
      }),
    learn: (user, before, now) => void learned.push(`${user}: ${before}, ${now}`),
    onFailure: () => undefined,
  });
  return { users, asked, learned };
}

describe("the cached state of connected users", () => {
  test("is the result of the read that started last, in any order of the answers", async () => {
    const { users, asked, learned } = setup();
    const handshake = users.enter("ada");
    const reloaded = users.reload(["ada"]);
    asked[0]!("new");
    await reloaded;
    users.set("ada", handshake, "old");
    expect(users.of("ada")).toBe("new");
    users.set("ada", users.enter("ada"), "newest");
    expect(users.of("ada")).toBe("newest");
    expect(learned).toEqual(["ada: new, newest"]);
  });

  test("is not announced when a handshake reads it first", () => {
    const { users, learned } = setup();
    users.set("ada", users.enter("ada"), "here");
    expect([users.of("ada"), learned]).toEqual(["here", []]);
  });

  test("is dropped with the last connection, and only read for connected users", async () => {
    const { users, asked } = setup();
    for (const reading of [users.enter("ada"), users.enter("ada")]) {
      users.set("ada", reading, "here");
    }
    users.leave("ada");
    expect(users.of("ada")).toBe("here");
    users.leave("ada");
    expect(users.of("ada")).toBeUndefined();
    await users.reload(["ada", "bob"]);
    await users.reload(users.users);
    expect(asked).toHaveLength(0);
  });
});
