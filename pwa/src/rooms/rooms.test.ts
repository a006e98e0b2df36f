import { textOf } from "@rally/shared/conversations";
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
  conversationResults,
  conversationWindow,
  enqueueMessage,
  startConversation,
} from "../conversations/index.js";
import { type ConversationRow } from "../database/index.js";
import { flush } from "../outbox/index.js";
import {
  sayMany,
  setUp,
  signUpDevice,
  type TestDevice,
  follow,
  live,
  openUser,
  running,
} from "../testing/index.js";

const world = WORLD_CONVERSATION_ID;

const bodies = async ({ database }: TestDevice, id: string) =>
  (await conversationWindow(database, id, { limit: 1_000 })).rows.map((row) => textOf(row.content));
test("an open conversation shows new messages at once, without a pull", async () => {
  const { rally, proxy } = await setUp();
  const bob = await signUp(rally);
  const ann = await running(signUpDevice());
  await live(follow(ann, world));
  proxy.asked.length = 0;
  for (const body of ["1", "2", "3"]) await say(bob, world, body);
  await eventually(async () => expect(await bodies(ann, world)).toEqual(["1", "2", "3"]));
  expect((await ann.database.conversations.get(world))?.cursor).toBe(3);
  expect(proxy.asked.filter((asked) => asked.includes("conversations"))).toEqual([]);
});

test("fetches messages missed during a broken connection, without a gap", async () => {
  const { rally, proxy } = await setUp();
  const bob = await signUp(rally);
  const ann = await running(signUpDevice());
  const room = follow(ann, world);
  await live(room);
  await say(bob, world, "before");
  await eventually(async () => expect(await bodies(ann, world)).toHaveLength(1));
  proxy.cut();
  await eventually(() => expect(room.status.value).not.toBe("live"));
  await sayMany(bob, world, 220);
  proxy.repair();
  await eventually(async () => {
    expect((await ann.database.conversations.get(world))?.cursor).toBe(221);
  });
  expect(await bodies(ann, world)).toHaveLength(221);
});

test("a stale replica gets a new document and misses nothing", async () => {
  const { rally, proxy } = await setUp();
  const bob = await signUp(rally);
  const ann = await running(signUpDevice());
  const room = follow(ann, world);
  await live(room);
  await say(bob, world, "before");
  await eventually(async () => expect(await bodies(ann, world)).toHaveLength(1));
  proxy.cut();
  proxy.closeNextSocket(`/sync/conversation.${world}`, closeCodes.staleReplica);
  await say(bob, world, "meanwhile");
  proxy.repair();
  await eventually(async () => expect(await bodies(ann, world)).toEqual(["before", "meanwhile"]));
  await live(room);
  await say(bob, world, "after");
  await eventually(async () => {
    expect(await bodies(ann, world)).toEqual(["before", "meanwhile", "after"]);
  });
  const opened = proxy.asked.filter((asked) => asked === `SOCKET /sync/conversation.${world}`);
  expect(opened.length).toBeGreaterThanOrEqual(3);
});

test("renews an expired token and reconnects the room", async () => {
  const { rally, proxy } = await setUp();
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
  expect(proxy.asked).toContain("POST /api/v1/auth/refresh");
});

test("a room of which the user is no member is refused and not retried", async () => {
  const { rally } = await setUp();
  // All of them in one browser, which has one session: the last.
  const [eve, bob] = [await signUp(rally), await signUp(rally)];
  const theirs = await talk(bob, eve);
  const ann = await running(signUpDevice());
  const [stored] = await ann.database.conversations.toArray();
  await ann.database.conversations.add({ ...(stored as ConversationRow), id: theirs });
  const room = follow(ann, theirs);
  await eventually(() => expect(room.status.value).toBe("refused"));
});

test("connects to the room of a conversation started offline once the server knows it", async () => {
  const { rally, proxy } = await setUp();
  const bob = await signUp(rally);
  const ann = await running(signUpDevice());
  proxy.cut();
  const id = await startConversation(ann.database, bob.user);
  await enqueueMessage(ann.database, id, "hello");
  const room = follow(ann, id);
  proxy.repair();
  await ann.puller.all();
  expect(room.status.value).toBe("away");
  expect(proxy.asked.some((asked) => asked.startsWith("SOCKET"))).toBe(false);
  await flush(ann.database, ann.session.call, conversationResults, { hurry: true });
  await ann.puller.all();
  await live(room);
  await say(bob, id, "hello, Ann");
  await eventually(async () => expect(await bodies(ann, id)).toEqual(["hello", "hello, Ann"]));
});

test("shows others that the user is typing, until the user stops", async () => {
  const { rally } = await setUp();
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

test("a poke fetches messages of conversations that are not open, and the presence of partners", async () => {
  const { rally } = await setUp();
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
