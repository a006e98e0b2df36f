import {
  deleteMessageRoute,
  editMessageRoute,
  setMarkerRoute,
  textOf,
} from "@rally/shared/conversations";
import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { expect, onTestFinished, test } from "vitest";
import { eventually, say, signUp, talk } from "@rally/api/testing";
import {
  conversationResults,
  conversationWindow,
  readConversations,
  readersOf,
  enqueueMessage,
} from "../conversations/index.js";
import { storedDraft } from "../drafts/index.js";
import { flush } from "../outbox/index.js";
import { reported, sayMany, setUp, signUpDevice, type TestDevice } from "../testing/index.js";
import { startPuller, type Puller } from "./index.js";

const world = WORLD_CONVERSATION_ID;

function pullerOf({ database, session }: TestDevice): Puller {
  const puller = startPuller(database, session);
  onTestFinished(() => puller.stop());
  return puller;
}

const stored = ({ database }: TestDevice, id: string) => database.conversations.get(id);
const bodies = async ({ database }: TestDevice, id: string) =>
  (await conversationWindow(database, id, { limit: 1_000 })).rows.map((row) => textOf(row.content));

test("[S7] a new device fetches the newest page first, and then all of history", async () => {
  const { rally, proxy } = await setUp();
  const bob = await signUp(rally);
  await sayMany(bob, world, 230);
  const ann = await signUpDevice();
  const puller = pullerOf(ann);
  await puller.all();
  expect(await stored(ann, world)).toMatchObject({ cursor: 230, lastSeq: 230 });
  expect((await bodies(ann, world)).at(-1)).toBe("230");
  await eventually(async () => expect((await stored(ann, world))?.oldestSeq).toBe(1));
  expect(await bodies(ann, world)).toEqual(Array.from({ length: 230 }, (_, n) => `${n + 1}`));
  const pages = proxy.asked.filter(
    (asked) => asked === `GET /api/v1/conversations/${world}/messages`,
  );
  expect(pages).toHaveLength(3);
  expect(await ann.database.people.get(bob.id)).toMatchObject({ username: bob.user.username });
});

test("a new device fetches the read markers of other members", async () => {
  const { rally } = await setUp();
  const bob = await signUp(rally);
  const ann = await signUpDevice();
  const { seq } = await say(bob, world, "hello");
  await bob.call(setMarkerRoute, { params: { id: world }, body: { seq } });
  await pullerOf(ann).all();
  expect(await readersOf(ann.database, world, seq)).toEqual([bob.id]);
});

test("continues fetching history where it stopped when the app was closed", async () => {
  const { rally, proxy } = await setUp();
  const bob = await signUp(rally);
  await sayMany(bob, world, 820);
  const ann = await signUpDevice();
  const first = startPuller(ann.database, ann.session);
  await first.all();
  await eventually(async () => expect((await stored(ann, world))?.oldestSeq).toBe(221));
  first.stop();
  const before = proxy.asked.filter((asked) => asked.endsWith("/messages")).length;
  await pullerOf(ann).all();
  await eventually(async () => expect((await stored(ann, world))?.oldestSeq).toBe(1));
  expect(await bodies(ann, world)).toHaveLength(820);
  expect(proxy.asked.filter((asked) => asked.endsWith("/messages")).length - before).toBeLessThan(
    4,
  );
});

test("a device that was offline catches up exactly: new, edited and deleted messages", async () => {
  const { rally } = await setUp();
  const bob = await signUp(rally);
  const ann = await signUpDevice();
  const room = await talk(bob, { ...bob, id: ann.userId });
  const first = await say(bob, room, "first");
  const second = await say(bob, room, "second");
  const puller = pullerOf(ann);
  await puller.all();
  expect(await bodies(ann, room)).toEqual(["first", "second"]);

  const content = { kind: "text", body: "first, better" } as const;
  await bob.call(editMessageRoute, {
    params: { id: room, messageId: first.id },
    body: { content },
  });
  await bob.call(deleteMessageRoute, { params: { id: room, messageId: second.id } });
  await sayMany(bob, room, 130);
  await puller.all();
  const all = await bodies(ann, room);
  expect(all.slice(0, 3)).toEqual(["first, better", undefined, "1"]);
  expect(all).toHaveLength(132);
  expect(await stored(ann, room)).toMatchObject({ unread: 131, lastSeq: 132 });
});

test("a poke pulls only the changed conversations; one for an unknown conversation lists all", async () => {
  const { rally, proxy } = await setUp();
  const bob = await signUp(rally);
  const ann = await signUpDevice();
  const puller = pullerOf(ann);
  await puller.all();
  const { version } = await say(bob, world, "hello");
  proxy.asked.length = 0;
  const lineage = (await ann.database.getMeta("lineage")) ?? "";
  const poke = { lineage, version: 0, moved: { [world]: version }, presence: {} };
  await puller.poked(poke);
  expect(proxy.asked).toEqual([`GET /api/v1/conversations/${world}/changes`, "GET /api/v1/users"]);
  await puller.poked(poke);
  expect(proxy.asked).toHaveLength(2);

  const room = await talk(bob, { ...bob, id: ann.userId });
  await say(bob, room, "just us");
  await puller.poked({ ...poke, moved: { [room]: 1 } });
  const [line1] = await readConversations(ann.database);
  expect(line1).toMatchObject({ id: room, unread: 1, partner: { id: bob.id } });
  expect(line1?.lastLine).toMatchObject({ author: bob.id, authorName: bob.user.displayName });
});

test("after a change of lineage, caches are fetched again, drafts are kept and recent commands are sent again once", async () => {
  const { rally, proxy } = await setUp();
  const ann = await signUpDevice();
  const puller = pullerOf(ann);
  await puller.all();
  const lost = await enqueueMessage(ann.database, world, "said before the backup was restored");
  await flush(ann.database, ann.session.call, conversationResults);
  const unsent = await enqueueMessage(ann.database, world, "not sent yet");
  await ann.database.drafts.put({ conversation: world, text: "half", agreed: "", updatedAt: 0 });
  await ann.database.setMeta("lineage", "the one before");

  await puller.all();
  expect(await ann.database.getMeta("lineage")).not.toBe("the one before");
  expect(await storedDraft(ann.database, world)).toBe("half");
  const waiting = await ann.database.outbox.where("state").equals("pending").toArray();
  expect(waiting.map((row) => row.id)).toEqual([lost, unsent]);
  proxy.commandRequests.length = 0;
  await flush(ann.database, ann.session.call, conversationResults, { hurry: true });
  expect(proxy.commandRequests.flat().map((command) => command.id)).toEqual([lost, unsent]);
  await puller.all();
  expect(await bodies(ann, world)).toEqual(["said before the backup was restored", "not sent yet"]);
  expect(await rally.database("messages").count()).toMatchObject([{ count: 2 }]);
});

test("a pull fails silently when offline, and the next one fetches everything", async () => {
  const { rally, proxy } = await setUp();
  const bob = await signUp(rally);
  const ann = await signUpDevice();
  const puller = pullerOf(ann);
  await puller.all();
  await say(bob, world, "hello");
  proxy.cut();
  await puller.all();
  expect(await bodies(ann, world)).toEqual([]);
  proxy.repair();
  await puller.all();
  expect(await bodies(ann, world)).toEqual(["hello"]);
  expect(reported).toEqual([]);
});

test("two tabs that pull at once send one request", async () => {
  const { proxy } = await setUp();
  const ann = await signUpDevice();
  const [one, two] = [pullerOf(ann), pullerOf(ann)];
  await one.all();
  proxy.asked.length = 0;
  await Promise.all([one.all(), two.all(), two.all()]);
  const listings = proxy.asked.filter((asked) => asked === "GET /api/v1/conversations");
  expect(listings).toHaveLength(1);
});
