import { describe, expect, test } from "vitest";
import { ConnectedUsers } from "./connected-users.js";

/** Readings that wait until they are answered, each with what all are by then. */
function board() {
  const asked: ((known: string) => void)[] = [];
  const learned: string[] = [];
  const users = new ConnectedUsers<string>({
    ...{ unread: "unread", none: "none" },
    read: (names) =>
      new Promise((answer) => {
        asked.push((known) => answer(new Map(names.map((name) => [name, known]))));
      }),
    learn: (user, before, now) => void learned.push(`${user}: ${before}, ${now}`),
  });
  return { users, asked, learned };
}

describe("what is known of those who are connected", () => {
  test("is what the reading says that began last, whichever is answered first", async () => {
    const { users, asked, learned } = board();
    const entered = users.enter("ada");
    const told = users.reload(["ada"]);
    asked[1]!("new");
    await told;
    asked[0]!("old");
    await entered;
    expect(users.of("ada")).toBe("new");
    expect(learned).toEqual(["ada: unread, new"]);
  });

  test("is forgotten with the last connection, and read of nobody else", async () => {
    const { users, asked } = board();
    const entered = [users.enter("ada"), users.enter("ada")];
    expect(asked).toHaveLength(1);
    asked[0]!("here");
    await Promise.all(entered);
    users.leave("ada");
    expect(users.of("ada")).toBe("here");
    users.leave("ada");
    expect(users.of("ada")).toBeUndefined();
    await users.reload(["ada", "bob"]);
    await users.reload();
    expect(asked).toHaveLength(1);
  });
});
