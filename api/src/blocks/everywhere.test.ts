import { runCommands } from "@rally/shared/commands";
import {
  createConversationRoute,
  listConversations,
  listUserChanges,
  sendMessageRoute,
  setMarkerRoute,
} from "@rally/shared/conversations";
import { acceptFriendRoute, listFriends, requestFriendRoute } from "@rally/shared/friends";
import { directConversationId, newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { listMembers } from "@rally/shared/members";
import { findPeople, getProfile, uploadAvatar } from "@rally/shared/people";
import { pokeSchema, roomName } from "@rally/shared/rooms";
import sharp from "sharp";
import { afterAll, describe, expect, test } from "vitest";
import {
  askRaw,
  eventually,
  openRoom,
  say,
  signUp,
  startTestRally,
  talk,
  type OpenRoom,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally({ limits: { pokeInterval: 100 } });
afterAll(() => rally.close());

/** Two who had everything to do with each other: a conversation, a group, friendship, pictures. */
interface Pair {
  from: TestPerson;
  to: TestPerson;
  direct: string;
  /** A group that `from` owns, with `to` not in it, and one that both are in. */
  own: string;
  shared: string;
}

const picture = await sharp({
  create: { width: 9, height: 9, channels: 3, background: "red" },
})
  .png()
  .toBuffer();

async function makePair(): Promise<Pair> {
  const [from, to] = [await signUp(rally), await signUp(rally)];
  const direct = await talk(from, to);
  await say(to, direct, "before");
  const group = async (members: string[]) =>
    (await from.call(createConversationRoute, { body: { kind: "group", name: "g", members } })).data
      .id;
  for (const { token } of [from, to]) {
    await askRaw(rally.url, {
      ...{ method: "POST", path: uploadAvatar.path, body: new Uint8Array(picture) },
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "image/png" },
    });
  }
  return { from, to, direct, own: await group([]), shared: await group([to.id]) };
}

async function run(by: TestPerson, name: string, input: object): Promise<string> {
  const { data } = await by.call(runCommands, {
    body: { commands: [{ id: newId(), name, input }] },
  });
  return data[0]!.success ? "reached" : data[0]!.error.code;
}

const outcome = (reply: { body: { success: boolean; error?: unknown } }): string =>
  reply.body.success ? "reached" : (reply.body.error as { code: string }).code;

const content = { kind: "text", body: "hello" } as const;

/**
 * Every way in which `from` can reach `to`, or see them, and what comes of it: `reached`, or how it
 * is refused, or `unseen`.
 */
const ways: Record<string, (pair: Pair) => Promise<string>> = {
  "a message, by its route": async ({ from, direct }) =>
    outcome(
      await from.ask(sendMessageRoute, { params: { id: direct }, body: { id: newId(), content } }),
    ),
  "a message, in a batch": ({ from, direct }) =>
    run(from, "message.send", { conversationId: direct, content }),
  "an edit of what was said": async ({ from, direct }) => {
    const [mine] = await rally
      .database<{ id: string; conversation_id: string; author_id: string }>("messages")
      .where({ conversation_id: direct, author_id: from.id });
    const input = { conversationId: direct, messageId: mine?.id ?? newId(), content };
    return mine ? run(from, "message.edit", input) : "blocked";
  },
  "the start of a conversation": ({ from, to }) =>
    run(from, "conversation.create", { kind: "direct", userId: to.id }),
  "a new group": ({ from, to }) =>
    run(from, "conversation.create", { kind: "group", name: "x", members: [to.id] }),
  "an invitation to a group that is there": ({ from, to, own }) =>
    run(from, "member.add", { conversationId: own, userId: to.id }),
  "a friend request, by its route": async ({ from, to }) =>
    outcome(await from.ask(requestFriendRoute, { params: { userId: to.id } })),
  "a friend request, in a batch": ({ from, to }) => run(from, "friend.request", { userId: to.id }),
  "accepting a request of before": async ({ from, to }) =>
    outcome(await from.ask(acceptFriendRoute, { params: { userId: to.id } })),
  "being listed as a friend": async ({ from, to }) =>
    (await to.call(listFriends)).data.some(({ user }) => user.id === from.id)
      ? "reached"
      : "unseen",
  "a rise of what they pull": async ({ from, to }) => {
    const before = (await to.call(listUserChanges, { query: { since: 0 } })).meta.version;
    await run(from, "friend.request", { userId: to.id });
    await run(from, "friend.withdraw", { userId: to.id });
    await run(from, "user.restrain", { userId: to.id });
    const { meta } = await to.call(listUserChanges, { query: { since: 0 } });
    return meta.version > before ? "reached" : "unseen";
  },
  "a profile": async ({ from, to }) =>
    outcome(await from.ask(getProfile, { params: { name: to.user.username } })),
  "the directory": async ({ from, to }) => {
    const { data } = await from.call(findPeople, { query: { search: to.user.username } });
    return data.length > 0 ? "reached" : "unseen";
  },
  "a picture beside a name": async ({ from, to }) =>
    (await from.call(findPeople, { query: { ids: to.id } })).data[0]?.avatar ? "reached" : "unseen",
  "a picture in the list of conversations": async ({ from, direct }) => {
    const { data } = await from.call(listConversations);
    return data.find(({ id }) => id === direct)?.partner?.avatar ? "reached" : "unseen";
  },
  "a picture among members": async ({ from, to, shared }) => {
    const { data } = await from.call(listMembers, { params: { id: shared } });
    return data.find(({ user }) => user.id === to.id)?.user.avatar ? "reached" : "unseen";
  },
  "a read mark": async ({ from, direct }) => {
    const version = async () =>
      (await rally.database("conversations").where("id", direct).first<{ version: number }>())
        .version;
    const before = await version();
    await from.call(setMarkerRoute, { params: { id: direct }, body: { seq: 1 } });
    return (await version()) > before ? "reached" : "unseen";
  },
};

/** How a way is closed; all others are refused as `blocked`. */
const closedBy: Record<string, string> = {
  "being listed as a friend": "unseen",
  "a rise of what they pull": "unseen",
  "a profile": "not_found",
  "the directory": "unseen",
  "a picture beside a name": "unseen",
  "a picture in the list of conversations": "unseen",
  "a picture among members": "unseen",
  "a read mark": "unseen",
};

/** What must be so for a way to be open at all. */
async function prepare(way: string, { from, to, direct }: Pair): Promise<void> {
  if (way === "an edit of what was said") await say(from, direct, "mine");
  if (way === "accepting a request of before") await run(to, "friend.request", { userId: from.id });
  if (way === "being listed as a friend") {
    await run(from, "friend.request", { userId: to.id });
    await run(to, "friend.accept", { userId: from.id });
  }
}

describe.each(Object.keys(ways))("[S14] %s", (way) => {
  test("is open to two who are on terms", async () => {
    const pair = await makePair();
    await prepare(way, pair);
    expect(await ways[way]!(pair)).toBe("reached");
  });

  test.each([
    ["whoever was blocked", (pair: Pair) => [pair.to, pair.from] as const],
    ["whoever blocked", (pair: Pair) => [pair.from, pair.to] as const],
  ])("is closed to %s", async (_whom, sides) => {
    const pair = await makePair();
    await prepare(way, pair);
    const [by, user] = sides(pair);
    await run(by, "user.block", { userId: user.id });
    expect(await ways[way]!(pair)).toBe(closedBy[way] ?? "blocked");
  });
});

/** What `to` sees of `from` in a room, as the user that the server names. */
const sees = (room: OpenRoom, user: TestPerson) =>
  room.others().some((state) => state["user"] === user.id);

const presenceIn = (room: OpenRoom, user: TestPerson) =>
  room
    .others()
    .map((state) => pokeSchema.safeParse(state).data?.poke.presence[user.id])
    .find((presence) => presence !== undefined);

describe("[S14] over sockets", () => {
  test.each([
    ["the world chat", () => WORLD_CONVERSATION_ID],
    ["a group of both", ({ shared }: Pair) => shared],
    ["the conversation of the two", ({ direct }: Pair) => direct],
  ])(
    "typing and being there in %s are seen by neither once one has blocked the other",
    async (_where, place) => {
      const pair = await makePair();
      const { from, to } = pair;
      const name = roomName("conversation", place(pair));
      const [mine, theirs] = [
        await openRoom(rally, from.token, name),
        await openRoom(rally, to.token, name),
      ];
      for (const room of [mine, theirs]) room.provider.awareness.setLocalState({ typing: true });
      await eventually(() => {
        expect([sees(mine, to), sees(theirs, from)]).toEqual([true, true]);
      });
      await run(from, "user.block", { userId: to.id });
      await eventually(() => {
        expect([sees(mine, to), sees(theirs, from)]).toEqual([false, false]);
      });
    },
  );

  test("presence is seen by neither", async () => {
    const { from, to } = await makePair();
    const [mine, theirs] = [
      await openRoom(rally, from.token, roomName("user", from.id)),
      await openRoom(rally, to.token, roomName("user", to.id)),
    ];
    await eventually(() => {
      expect([presenceIn(mine, to), presenceIn(theirs, from)]).toEqual(["online", "online"]);
    });
    await run(to, "user.block", { userId: from.id });
    await eventually(() => {
      expect([presenceIn(mine, to), presenceIn(theirs, from)]).toEqual([undefined, undefined]);
    });
  });

  test("what either wrote meanwhile is in the room of neither", async () => {
    const { from, to, direct } = await makePair();
    const room = await openRoom(rally, to.token, roomName("conversation", direct));
    await run(to, "user.block", { userId: from.id });
    expect(await run(from, "message.send", { conversationId: direct, content })).toBe("blocked");
    expect(room.texts()).toEqual(["before"]);
  });
});

test("a conversation's id that follows from the two is no way around", async () => {
  const [from, to] = [await signUp(rally), await signUp(rally)];
  await run(to, "user.block", { userId: from.id });
  const conversationId = directConversationId(from.id, to.id);
  expect(await run(from, "message.send", { conversationId, content })).toBe("not_found");
});

test("nothing failed on the server's side", () => {
  expect(rally.errors).toEqual([]);
});
