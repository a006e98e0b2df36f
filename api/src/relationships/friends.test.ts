import { runCommands } from "@rally/shared/commands";
import { listUserChanges } from "@rally/shared/conversations";
import { listFriends, requestFriendRoute, type FriendState } from "@rally/shared/relationships";
import { newId } from "@rally/shared/ids";
import { limits } from "@rally/shared/limits";
import { listNotifications } from "@rally/shared/notifications";
import { pokeSchema, roomName } from "@rally/shared/rooms";
import { afterAll, describe, expect, test } from "vitest";
import { eventually, openRoom, signUp, startTestRally, type TestPerson } from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

async function tell(by: TestPerson, name: string, userId: string): Promise<string> {
  const commands = [{ id: newId(), name, input: { userId } }];
  const { data } = await by.call(runCommands, { body: { commands } });
  const [answer] = data;
  if (!answer?.success) return answer!.error.code;
  return (answer.data as { state: FriendState }).state;
}

const friendsOf = async (who: TestPerson) =>
  (await who.call(listFriends)).data.map(({ user, state }) => [user.id, state]);

async function stateOf(who: TestPerson, about: TestPerson): Promise<FriendState | undefined> {
  const { data } = await who.call(listUserChanges, { query: { since: 0 } });
  const row = data.find((change) => change.type === "friend" && change.user.id === about.id);
  return row?.type === "friend" ? row.state : undefined;
}

async function two(): Promise<[TestPerson, TestPerson]> {
  return [await signUp(rally), await signUp(rally)];
}

/** What each is to the other, as lists and pulled rows say alike. */
async function expectBetween(
  [one, other]: [TestPerson, TestPerson],
  states: [FriendState, FriendState],
): Promise<void> {
  expect([await stateOf(one, other), await stateOf(other, one)]).toEqual(states);
  for (const [who, whom, state] of [
    [one, other, states[0]],
    [other, one, states[1]],
  ] as const) {
    expect(await friendsOf(who)).toEqual(state === "none" ? [] : [[whom.id, state]]);
  }
}

describe("friend requests to the same person", () => {
  const ask = async (from: TestPerson, to: TestPerson) => {
    const state = await tell(from, "friend.request", to.id);
    if (state === "sent") await tell(from, "friend.withdraw", to.id);
    return state;
  };

  /** A user's notifications, and the version that anything that reaches their devices raises. */
  const bellOf = async (who: TestPerson) => ({
    notifications: (await who.call(listNotifications)).data,
    version: (await who.call(listUserChanges, { query: { since: 0 } })).meta.version,
  });

  test("are refused after three in a week, without a notification", async () => {
    const [one, other] = await two();
    for (let count = 0; count < 3; count += 1) expect(await ask(one, other)).toBe("sent");
    const bell = await bellOf(other);
    expect(bell.notifications).toMatchObject([{ kind: "friend_request" }]);
    expect(bell.notifications[0]?.readAt).toBeDefined();
    const answers = [];
    for (let count = 0; count < 27; count += 1) answers.push(await ask(one, other));
    expect(new Set(answers)).toEqual(new Set(["asked_too_often"]));
    expect(await bellOf(other)).toEqual(bell);
    await expectBetween([one, other], ["none", "none"]);
    expect(await ask(one, await signUp(rally))).toBe("sent");
  });

  test("are refused for one user only: the other one can still send a request", async () => {
    const [one, other] = await two();
    for (let count = 0; count < 4; count += 1) await ask(one, other);
    expect(await tell(other, "friend.request", one.id)).toBe("sent");
    expect(await tell(one, "friend.request", other.id)).toBe("friends");
  });

  test("are allowed again after a week, and after a request was accepted", async () => {
    const [one, other] = await two();
    for (let count = 0; count < 3; count += 1) await ask(one, other);
    expect(await ask(one, other)).toBe("asked_too_often");
    await rally
      .database("friend_changes")
      .where({ user_id: one.id, other_id: other.id })
      .update({ requests_since: new Date(Date.now() - limits.friendRequestWindow - 1) });
    expect(await tell(one, "friend.request", other.id)).toBe("sent");
    expect(await tell(other, "friend.accept", one.id)).toBe("friends");
    expect(await tell(one, "friend.remove", other.id)).toBe("none");
    for (let count = 0; count < 3; count += 1) expect(await ask(one, other)).toBe("sent");
  });
});

describe("a friend request", () => {
  test("is sent for one user and received for the other; accepting it makes them friends", async () => {
    const [one, other] = await two();
    expect(await tell(one, "friend.request", other.id)).toBe("sent");
    await expectBetween([one, other], ["sent", "received"]);
    expect(await tell(other, "friend.accept", one.id)).toBe("friends");
    await expectBetween([one, other], ["friends", "friends"]);
  });

  test.each([
    ["withdrawn", 0, "friend.withdraw"],
    ["declined", 1, "friend.decline"],
  ] as const)("%s is gone for both, and can be sent again", async (_what, who, name) => {
    const pair = await two();
    const [one, other] = pair;
    await tell(one, "friend.request", other.id);
    expect(await tell(pair[who], name, pair[1 - who]!.id)).toBe("none");
    await expectBetween(pair, ["none", "none"]);
    expect(await tell(one, "friend.request", other.id)).toBe("sent");
  });

  test("that crosses another one makes the users friends at once", async () => {
    const [one, other] = await two();
    await Promise.all([
      tell(one, "friend.request", other.id),
      tell(other, "friend.request", one.id),
    ]);
    await expectBetween([one, other], ["friends", "friends"]);
  });

  test("sent twice is one request, without a change for the other user", async () => {
    const [one, other] = await two();
    await tell(one, "friend.request", other.id);
    const { meta } = await other.call(listUserChanges, { query: { since: 0 } });
    await tell(one, "friend.request", other.id);
    expect((await other.call(listUserChanges, { query: { since: meta.version } })).data).toEqual(
      [],
    );
  });

  test("cannot be accepted by its sender, nor after it was withdrawn", async () => {
    const [one, other] = await two();
    await tell(one, "friend.request", other.id);
    expect(await tell(one, "friend.accept", other.id)).toBe("not_found");
    await tell(one, "friend.withdraw", other.id);
    expect(await tell(other, "friend.accept", one.id)).toBe("not_found");
  });

  test("is refused for an unknown user, a banned user and oneself", async () => {
    const [one, other] = await two();
    await rally.database("users").where("id", other.id).update({ banned_at: new Date() });
    expect(await tell(one, "friend.request", other.id)).toBe("not_found");
    expect(await tell(one, "friend.request", newId())).toBe("not_found");
    expect(await tell(one, "friend.request", one.id)).toBe("invalid_input");
  });

  test("pokes the connected user, and so does its acceptance", async () => {
    const [one, other] = await two();
    const rooms = await Promise.all(
      [one, other].map((who) => openRoom(rally, who.token, roomName("user", who.id))),
    );
    const version = (index: number) =>
      Math.max(...rooms[index]!.others().map((state) => pokeSchema.parse(state).poke.version));
    await eventually(() => expect(version(1)).toBeGreaterThan(0));
    const before = version(1);
    await tell(one, "friend.request", other.id);
    await eventually(() => expect(version(1)).toBeGreaterThan(before));
    const mine = version(0);
    await tell(other, "friend.accept", one.id);
    await eventually(() => expect(version(0)).toBeGreaterThan(mine));
  });
});

describe("a friendship", () => {
  test("ends for both users when one ends it", async () => {
    const [one, other] = await two();
    await tell(one, "friend.request", other.id);
    await tell(other, "friend.accept", one.id);
    expect(await tell(other, "friend.remove", one.id)).toBe("none");
    await expectBetween([one, other], ["none", "none"]);
    expect(await tell(other, "friend.remove", one.id)).toBe("none");
  });

  test.each([
    [
      "of friends",
      async ([one, other]: [TestPerson, TestPerson]) => {
        await tell(one, "friend.request", other.id);
        await tell(other, "friend.accept", one.id);
      },
    ],
    [
      "of the sender of a request",
      ([one, other]: [TestPerson, TestPerson]) => tell(other, "friend.request", one.id),
    ],
    [
      "of the receiver of a request",
      ([one, other]: [TestPerson, TestPerson]) => tell(one, "friend.request", other.id),
    ],
  ])("[S14] a block %s ends it for both users and prevents a new one", async (_what, begin) => {
    const pair = await two();
    const [one, other] = pair;
    await begin(pair);
    await one.call(runCommands, {
      body: { commands: [{ id: newId(), name: "user.block", input: { userId: other.id } }] },
    });
    await expectBetween(pair, ["none", "none"]);
    for (const [by, who] of [
      [one, other],
      [other, one],
    ] as const) {
      expect(await tell(by, "friend.request", who.id)).toBe("blocked");
    }
  });

  test("never outlives a concurrent block", async () => {
    for (let round = 0; round < 20; round += 1) {
      const [one, other] = await two();
      await tell(one, "friend.request", other.id);
      await Promise.all([
        tell(other, "friend.accept", one.id),
        one.call(runCommands, {
          body: { commands: [{ id: newId(), name: "user.block", input: { userId: other.id } }] },
        }),
      ]);
      expect([await friendsOf(one), await friendsOf(other)]).toEqual([[], []]);
    }
  });

  test("has its own routes and paged lists", async () => {
    const one = await signUp(rally);
    const others = [await signUp(rally), await signUp(rally), await signUp(rally)];
    for (const other of others) {
      const { data } = await one.call(requestFriendRoute, { params: { userId: other.id } });
      expect(data.state).toBe("sent");
    }
    const first = await one.call(listFriends, { query: { state: "sent", limit: 2 } });
    expect(first.data).toHaveLength(2);
    const rest = await one.call(listFriends, {
      query: { state: "sent", limit: 2, after: first.meta.next ?? "" },
    });
    const ids = [...first.data, ...rest.data].map(({ user }) => user.id);
    expect(ids).toEqual(others.map(({ id }) => id).sort());
    expect((await one.call(listFriends, { query: { state: "friends" } })).data).toEqual([]);
  });
});

test("the server reports no error", () => {
  expect(rally.errors).toEqual([]);
});
