import { setMarker } from "@rally/shared/conversations";
import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { expect, onTestFinished, test } from "vitest";
import { eventually, say, signUp } from "@rally/api/testing";
import {
  conversationResults,
  markRead,
  enqueueMessage as write,
  startConversation,
} from "../conversations/index.js";
import {
  follow,
  live,
  running,
  sayOnline,
  setOnline,
  setUp,
  signUpDevice,
} from "../testing/index.js";
import { countUnsent, startSender } from "./index.js";
import { commands, pull, send, shown } from "./testing/outbox.js";

test("[S8] messages written offline arrive exactly once and in order in each conversation, while none is open", async () => {
  const { proxy, rally } = await setUp();
  const [bob, eve] = [await signUp(rally), await signUp(rally)];
  const ann = await signUpDevice();
  setOnline(false);
  const sender = startSender(ann.database, ann.session, conversationResults);
  const rooms: string[] = [];
  for (const person of [bob.user, eve.user])
    rooms.push(await startConversation(ann.database, person));
  for (let n = 0; n < 30; n += 1) {
    for (const room of rooms) await write(ann.database, room, `${n}`);
  }
  expect(proxy.commandRequests).toEqual([]);
  expect(await countUnsent(ann.database)).toBe(60);

  setOnline(true);
  await eventually(async () => expect(await countUnsent(ann.database)).toBe(0));
  sender.stop();
  await pull(ann);
  for (const room of rooms) {
    const expected = Array.from({ length: 30 }, (_, n) => [`${n}`, "sent"]);
    expect(await shown(ann, room)).toEqual(expected);
  }
});

test("[S2] a message whose answer was lost is sent again and is in history once", async () => {
  const { proxy } = await setUp();
  const ann = await signUpDevice();
  await pull(ann);
  await write(ann.database, WORLD_CONVERSATION_ID, "hello");
  proxy.loseAnswer(commands);
  expect((await send(ann)).outcome).toBe("later");
  expect(await shown(ann, WORLD_CONVERSATION_ID)).toEqual([["hello", "pending"]]);

  expect((await send(ann)).outcome).toBe("empty");
  await pull(ann);
  expect(proxy.commandRequests).toHaveLength(2);
  expect(await shown(ann, WORLD_CONVERSATION_ID)).toEqual([["hello", "sent"]]);
});

test("[S8] nothing is lost or duplicated when a tab crashes before it has stored the answer", async () => {
  const { proxy } = await setUp();
  const ann = await signUpDevice();
  await pull(ann);
  const id = await write(ann.database, WORLD_CONVERSATION_ID, "hello");
  const dying = ann.database;
  proxy.beforeAnswer(commands, () => Promise.resolve(dying.close()));
  await expect(send(ann)).rejects.toThrow();
  await dying.open();
  expect((await dying.outbox.where("id").equals(id).first())?.state).toBe("sending");

  await send(ann);
  expect(await shown(ann, WORLD_CONVERSATION_ID)).toEqual([["hello", "sent"]]);
  expect(await countUnsent(ann.database)).toBe(0);
});

test("two tabs that send at once send each command once", async () => {
  const { proxy } = await setUp();
  const ann = await signUpDevice();
  for (let n = 0; n < 150; n += 1) await write(ann.database, WORLD_CONVERSATION_ID, `${n}`);
  await Promise.all([send(ann), send(ann)]);
  const ids = proxy.commandRequests.flat().map((command) => command.id);
  expect(ids).toHaveLength(150);
  expect(new Set(ids).size).toBe(150);
  expect(Math.max(...proxy.commandRequests.map((commands) => commands.length))).toBe(100);
});

test("sends and receives although the browser reports no network by mistake", async () => {
  await setUp();
  const ann = await running(signUpDevice());
  sayOnline(false);
  const sender = startSender(ann.database, ann.session, conversationResults);
  onTestFinished(() => sender.stop());
  const room = follow(ann, WORLD_CONVERSATION_ID);
  await live(room);
  await write(ann.database, WORLD_CONVERSATION_ID, "hello");
  await eventually(async () => expect(await countUnsent(ann.database)).toBe(0));
  sayOnline(false);
  await live(room);
  await ann.database.conversations.clear();
  await ann.puller.all();
  expect(await ann.database.conversations.count()).toBe(1);
});

test("[S10] sends one read marker for each conversation, the highest", async () => {
  const { proxy, rally } = await setUp();
  const bob = await signUp(rally);
  for (const body of ["1", "2", "3"]) await say(bob, WORLD_CONVERSATION_ID, body);
  const ann = await signUpDevice();
  await ann.database.conversations.clear();
  await pull(ann);
  const conversation = await ann.database.conversations.get(WORLD_CONVERSATION_ID);
  const last = await say(bob, WORLD_CONVERSATION_ID, "4");
  const later = await say(bob, WORLD_CONVERSATION_ID, "5");
  await pull(ann);
  expect((await ann.database.conversations.get(WORLD_CONVERSATION_ID))?.unread).toBe(2);
  expect(conversation?.unread).toBe(0);

  await markRead(ann.database, WORLD_CONVERSATION_ID, last.seq);
  await markRead(ann.database, WORLD_CONVERSATION_ID, later.seq);
  await markRead(ann.database, WORLD_CONVERSATION_ID, last.seq);
  expect((await ann.database.conversations.get(WORLD_CONVERSATION_ID))?.unread).toBe(0);
  expect(await countUnsent(ann.database)).toBe(0);
  await send(ann);
  expect(proxy.commandRequests.flat()).toMatchObject([
    { name: setMarker.name, input: { seq: later.seq } },
  ]);
});

test("marks a conversation as read that is not on this device yet, up to the highest message", async () => {
  const { proxy, rally } = await setUp();
  const bob = await signUp(rally);
  const first = await say(bob, WORLD_CONVERSATION_ID, "1");
  const later = await say(bob, WORLD_CONVERSATION_ID, "2");
  const ann = await signUpDevice();
  await ann.database.conversations.clear();
  await markRead(ann.database, WORLD_CONVERSATION_ID, later.seq);
  await markRead(ann.database, WORLD_CONVERSATION_ID, first.seq);
  await send(ann);
  expect(proxy.commandRequests.flat()).toMatchObject([
    { name: setMarker.name, input: { seq: later.seq } },
  ]);
  await pull(ann);
  const conversation = await ann.database.conversations.get(WORLD_CONVERSATION_ID);
  expect(conversation).toMatchObject({ marker: later.seq, unread: 0 });
});

test("keeps all commands when the session ends, and sends them after the next sign-in", async () => {
  const { proxy } = await setUp();
  const ann = await signUpDevice();
  await pull(ann);
  await write(ann.database, WORLD_CONVERSATION_ID, "hello");
  proxy.answer(commands, 401, "session_ended");
  proxy.answer("/api/v1/auth/refresh", 401, "session_ended");
  proxy.answer("/api/v1/auth/resume", 401, "session_ended");
  expect((await send(ann)).outcome).toBe("signed-out");
  expect(ann.session.state.value.status).toBe("expired");
  expect(await countUnsent(ann.database)).toBe(1);

  const sender = startSender(ann.database, ann.session, conversationResults);
  await ann.session.signIn({ login: ann.username, password: "correct horse battery" });
  await eventually(async () => expect(await countUnsent(ann.database)).toBe(0));
  sender.stop();
});
