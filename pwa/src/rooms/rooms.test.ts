import { closeCodes } from "@rally/shared/rooms";
import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { expect, test } from "vitest";
import {
  ask,
  eventually,
  say,
  signUp,
  talk,
  type TestPerson,
  type TestRally,
} from "@rally/api/testing";
import {
  conversationAnswers,
  conversationWindow,
  sendMessage,
  startConversation,
} from "../conversations/index.js";
import { type ConversationRow } from "../database/index.js";
import { flush } from "../outbox/index.js";
import {
  sayMany,
  setScene,
  signUpDevice,
  type TestDevice,
  follow,
  live,
  openUser,
  running,
} from "../testing/index.js";

const world = WORLD_CONVERSATION_ID;

const bodies = async ({ database }: TestDevice, id: string) =>
  (await conversationWindow(database, id, { limit: 1_000 })).rows.map((row) => row.content?.body);
test("an open conversation shows what is said at once, and pulls nothing for it", async () => {
  const { rally, line } = await setScene();
  const bob = await signUp(rally);
  const ann = await running(signUpDevice());
  await live(follow(ann, world));
  line.asked.length = 0;
  for (const body of ["1", "2", "3"]) await say(bob, world, body);
  await eventually(async () => expect(await bodies(ann, world)).toEqual(["1", "2", "3"]));
  expect((await ann.database.conversations.get(world))?.cursor).toBe(3);
  expect(line.asked.filter((asked) => asked.includes("conversations"))).toEqual([]);
});

test("what was said while the line was cut is there after it is mended, without a gap", async () => {
  const { rally, line } = await setScene();
  const bob = await signUp(rally);
  const ann = await running(signUpDevice());
  const room = follow(ann, world);
  await live(room);
  await say(bob, world, "before");
  await eventually(async () => expect(await bodies(ann, world)).toHaveLength(1));
  line.cut();
  await eventually(() => expect(room.status.value).not.toBe("live"));
  await sayMany(bob, world, 220);
  line.mend();
  await eventually(async () => {
    expect((await ann.database.conversations.get(world))?.cursor).toBe(221);
  });
  expect(await bodies(ann, world)).toHaveLength(221);
});

test("a stale replica gets a new document and misses nothing", async () => {
  const { rally, line } = await setScene();
  const bob = await signUp(rally);
  const ann = await running(signUpDevice());
  const room = follow(ann, world);
  await live(room);
  await say(bob, world, "before");
  await eventually(async () => expect(await bodies(ann, world)).toHaveLength(1));
  line.cut();
  line.closeNextSocket(`/sync/conversation.${world}`, closeCodes.staleReplica);
  await say(bob, world, "meanwhile");
  line.mend();
  await eventually(async () => expect(await bodies(ann, world)).toEqual(["before", "meanwhile"]));
  await live(room);
  await say(bob, world, "after");
  await eventually(async () => {
    expect(await bodies(ann, world)).toEqual(["before", "meanwhile", "after"]);
  });
  const opened = line.asked.filter((asked) => asked === `SOCKET /sync/conversation.${world}`);
  expect(opened.length).toBeGreaterThanOrEqual(3);
});

test("an expired token is renewed by itself and the room comes back", async () => {
  const { rally, line } = await setScene();
  const bob = await signUp(rally);
  const ann = await running(signUpDevice());
  const old = await ann.session.accessToken();
  const expired = old.slice(0, -4) + "AAAA";
  Object.defineProperty(ann.session, "accessToken", {
    configurable: true,
    value: () => {
      Reflect.deleteProperty(ann.session, "accessToken");
      return Promise.resolve(expired);
    },
  });
  await live(follow(ann, world));
  await say(bob, world, "hello");
  await eventually(async () => expect(await bodies(ann, world)).toEqual(["hello"]));
  expect(line.asked).toContain("POST /api/v1/auth/refresh");
});

test("a room that is not one's own is refused and stays so", async () => {
  const { rally } = await setScene();
  // All of them in one browser, which has one session: the last.
  const [eve, bob] = [await signUp(rally), await signUp(rally)];
  const theirs = await talk(bob, eve);
  const ann = await running(signUpDevice());
  const [held] = await ann.database.conversations.toArray();
  await ann.database.conversations.add({ ...(held as ConversationRow), id: theirs });
  const room = follow(ann, theirs);
  await eventually(() => expect(room.status.value).toBe("refused"));
});

test("the room of a conversation started offline is followed as soon as the server knows it", async () => {
  const { rally, line } = await setScene();
  const bob = await signUp(rally);
  const ann = await running(signUpDevice());
  line.cut();
  const id = await startConversation(ann.database, bob.user);
  await sendMessage(ann.database, id, "hello");
  const room = follow(ann, id);
  line.mend();
  await ann.puller.all();
  expect(room.status.value).toBe("away");
  expect(line.asked.some((asked) => asked.startsWith("SOCKET"))).toBe(false);
  await flush(ann.database, ann.session.call, conversationAnswers, { hurry: true });
  await ann.puller.all();
  await live(room);
  await say(bob, id, "hello, Ann");
  await eventually(async () => expect(await bodies(ann, id)).toEqual(["hello", "hello, Ann"]));
});

test("others see that one writes, until one stops", async () => {
  const { rally } = await setScene();
  const ann = await running(signUpDevice());
  const bob = await running(signUpDevice());
  const room = await talk(personOf(rally, ann), { id: bob.userId } as TestPerson);
  await Promise.all([ann.puller.all(), bob.puller.all()]);
  const [anns, bobs] = [follow(ann, room), follow(bob, room)];
  await live(anns);
  await live(bobs);
  anns.typing();
  await eventually(() => expect(bobs.here.value.viewers.get(ann.userId)?.typing).toBe(true));
  anns.stopTyping();
  await eventually(() => expect(bobs.here.value.viewers.get(ann.userId)?.typing).toBe(false));
  ann.away.set(true);
  await eventually(() => expect(bobs.here.value.viewers.get(ann.userId)?.away).toBe(true));
  anns.close();
  await eventually(() => expect(bobs.here.value.viewers.has(ann.userId)).toBe(false));
});

test("a poke brings what was said in a conversation that is not open, and presence of partners", async () => {
  const { rally } = await setScene();
  const ann = await running(signUpDevice());
  const bob = await running(signUpDevice());
  const room = await talk(personOf(rally, bob), { id: ann.userId } as TestPerson);
  await say(personOf(rally, bob), room, "hello");
  const anns = await openUser(ann);
  await live(anns);
  expect(anns.presence.value.has(bob.userId)).toBe(false);
  const bobs = await openUser(bob);
  await eventually(() => expect(anns.presence.value.get(bob.userId)).toBe("online"));
  await say(personOf(rally, bob), room, "psst");
  await eventually(async () => expect(await bodies(ann, room)).toEqual(["hello", "psst"]));
  bobs.close();
  await eventually(() => expect(anns.presence.value.has(bob.userId)).toBe(false), 10_000);
});

function personOf(rally: TestRally, { session, userId }: TestDevice): TestPerson {
  const call: TestPerson["call"] = async (route, request) => {
    const { body } = await ask(rally.url, route, {
      token: await session.accessToken(),
      ...request,
    });
    if (!body.success) throw new Error(JSON.stringify(body.error));
    return body;
  };
  return { id: userId, call } as TestPerson;
}
