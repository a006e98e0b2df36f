import { createConversation, sendMessage, setMarker } from "@rally/shared/conversations";
import { WORLD_CONVERSATION_ID, newId } from "@rally/shared/ids";
import { expect, onTestFinished, test, vi } from "vitest";
import { eventually, say, signUp } from "@rally/api/testing";
import {
  conversationAnswers,
  conversationWindow,
  deleteMessage,
  editMessage,
  listConversations,
  markRead,
  sendMessage as write,
  startConversation,
} from "../conversations/index.js";
import { startPuller } from "../pull/index.js";
import {
  follow,
  live,
  running,
  sayOnline,
  setOnline,
  setScene,
  signUpDevice,
  type TestDevice,
} from "../testing/index.js";
import {
  LONGEST_WAIT,
  countUnsent,
  discard,
  enqueue,
  flush,
  listRefused,
  retry,
  startSender,
} from "./index.js";

const commands = "/api/v1/commands";
const send = ({ database, session }: TestDevice) =>
  flush(database, session.call, conversationAnswers, { hurry: true });
const pull = async ({ database, session }: TestDevice): Promise<void> => {
  const puller = startPuller(database, session);
  await puller.all();
  puller.stop();
};
const shown = async ({ database }: TestDevice, id: string) => {
  const { rows, pending } = await conversationWindow(database, id, { limit: 100 });
  return [...rows, ...pending].map(({ content, state }) => [content?.body, state]);
};

test("[S8] messages written offline arrive exactly once, in order, in each conversation, with none of them open", async () => {
  const { line, rally } = await setScene();
  const [bob, eve] = [await signUp(rally), await signUp(rally)];
  const ann = await signUpDevice();
  setOnline(false);
  const sender = startSender(ann.database, ann.session, conversationAnswers);
  const rooms: string[] = [];
  for (const person of [bob.user, eve.user])
    rooms.push(await startConversation(ann.database, person));
  for (let n = 0; n < 30; n += 1) {
    for (const room of rooms) await write(ann.database, room, `${n}`);
  }
  expect(line.batches).toEqual([]);
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
  const { line } = await setScene();
  const ann = await signUpDevice();
  await pull(ann);
  await write(ann.database, WORLD_CONVERSATION_ID, "hello");
  line.loseAnswer(commands);
  expect((await send(ann)).outcome).toBe("later");
  expect(await shown(ann, WORLD_CONVERSATION_ID)).toEqual([["hello", "pending"]]);

  expect((await send(ann)).outcome).toBe("empty");
  await pull(ann);
  expect(line.batches).toHaveLength(2);
  expect(await shown(ann, WORLD_CONVERSATION_ID)).toEqual([["hello", "sent"]]);
});

test("[S8] a tab that dies between the answer and writing it down leaves nothing lost and nothing twice", async () => {
  const { line } = await setScene();
  const ann = await signUpDevice();
  await pull(ann);
  const id = await write(ann.database, WORLD_CONVERSATION_ID, "hello");
  const dying = ann.database;
  line.beforeAnswer(commands, () => Promise.resolve(dying.close()));
  await expect(send(ann)).rejects.toThrow();
  await dying.open();
  expect((await dying.outbox.where("id").equals(id).first())?.state).toBe("sending");

  await send(ann);
  expect(await shown(ann, WORLD_CONVERSATION_ID)).toEqual([["hello", "sent"]]);
  expect(await countUnsent(ann.database)).toBe(0);
});

test("two tabs that send at once send each command once", async () => {
  const { line } = await setScene();
  const ann = await signUpDevice();
  for (let n = 0; n < 150; n += 1) await write(ann.database, WORLD_CONVERSATION_ID, `${n}`);
  await Promise.all([send(ann), send(ann)]);
  const ids = line.batches.flat().map((command) => command.id);
  expect(ids).toHaveLength(150);
  expect(new Set(ids).size).toBe(150);
  expect(Math.max(...line.batches.map((batch) => batch.length))).toBe(100);
});

test("[S5] a refused message stays visible with its reason and does not hold up the others", async () => {
  await setScene();
  const ann = await signUpDevice();
  await pull(ann);
  const foreign = newId();
  const refused = await write(ann.database, foreign, "to nobody");
  await write(ann.database, WORLD_CONVERSATION_ID, "to all");
  await send(ann);

  expect(await shown(ann, WORLD_CONVERSATION_ID)).toEqual([["to all", "sent"]]);
  const { pending } = await conversationWindow(ann.database, foreign, { limit: 10 });
  expect(pending).toMatchObject([{ id: refused, state: "refused" }]);
  expect(pending[0]?.error?.code).toMatch(/not_found|not_a_member/);
  expect(await countUnsent(ann.database)).toBe(1);

  await retry(ann.database, refused);
  await send(ann);
  expect(await listRefused(ann.database)).toHaveLength(1);
  await discard(ann.database, refused);
  expect(await countUnsent(ann.database)).toBe(0);
});

test("what follows a conversation that was refused is kept and goes after it", async () => {
  const { rally } = await setScene();
  const bob = await signUp(rally);
  const ann = await signUpDevice();
  const room = await startConversation(ann.database, bob.user);
  const message = await write(ann.database, room, "hello");
  const creation = await ann.database.outbox
    .filter((row) => row.name === createConversation.name)
    .first();
  // The server does not know whom the conversation is with, for now.
  await ann.database.outbox.update(creation?.order, { input: { kind: "direct", userId: newId() } });
  await send(ann);
  expect(await listRefused(ann.database)).toHaveLength(2);

  await ann.database.outbox.update(creation?.order, { input: { kind: "direct", userId: bob.id } });
  await retry(ann.database, message);
  await send(ann);
  await pull(ann);
  expect(await shown(ann, room)).toEqual([["hello", "sent"]]);
});

test("while the server fails everything stays, and waits longer each time", async () => {
  const { line } = await setScene();
  const ann = await signUpDevice();
  await pull(ann);
  await write(ann.database, WORLD_CONVERSATION_ID, "hello");
  for (const [status, code] of [
    [503, "unavailable"],
    [429, "rate_limited"],
    [408, "too_slow"],
    [503, "unavailable"],
  ] as const) {
    line.answer(commands, status, code);
    expect((await send(ann)).outcome).toBe("later");
  }
  expect(await ann.database.getMeta("backoff")).toMatchObject({ failures: 4 });
  const patient = await flush(ann.database, ann.session.call, conversationAnswers);
  expect(patient.outcome).toBe("later");
  expect((await send(ann)).outcome).toBe("empty");
  expect(await shown(ann, WORLD_CONVERSATION_ID)).toEqual([["hello", "sent"]]);
});

test("a server that fails on every request is left alone for a while, and nothing is refused", async () => {
  const { line } = await setScene();
  const ann = await signUpDevice();
  await pull(ann);
  for (let n = 0; n < 8; n += 1) await write(ann.database, WORLD_CONVERSATION_ID, `${n}`);
  for (let n = 0; n < 20; n += 1) line.answer(commands, 500, "internal");
  expect((await send(ann)).outcome).toBe("later");
  expect(line.batches.length).toBeLessThan(10);
  expect(await listRefused(ann.database)).toEqual([]);
});

test.each([
  ["fails on the next one too", 2, 500, "internal"],
  ["is away, however long", 1, 503, "unavailable"],
])(
  "[S8] a server that %s turns no message into a refused one",
  async (_what, count, status, code) => {
    const { line } = await setScene();
    const ann = await signUpDevice();
    await pull(ann);
    for (let n = 0; n < count; n += 1) await write(ann.database, WORLD_CONVERSATION_ID, `${n}`);
    vi.useFakeTimers({ toFake: ["Date"] });
    onTestFinished(() => void vi.useRealTimers());
    for (let minute = 0; minute < 12; minute += 1) {
      // Together, then each alone.
      for (let n = 0; n < 2 * count - 1; n += 1) line.answer(commands, status, code);
      expect((await send(ann)).outcome).toBe("later");
      vi.setSystemTime(Date.now() + LONGEST_WAIT + 1);
    }
    expect(line.batches).toHaveLength(12 * (2 * count - 1));
    const rows = await ann.database.outbox.toArray();
    expect(rows.map(({ state, failures }) => [state, failures])).toEqual(
      Array.from({ length: count }, () => ["pending", 0]),
    );
    expect((await send(ann)).outcome).toBe("empty");
  },
);

test("what the server asks to wait for is waited for, a minute at most", async () => {
  const { line } = await setScene();
  const ann = await signUpDevice();
  await pull(ann);
  await write(ann.database, WORLD_CONVERSATION_ID, "hello");
  line.answer(commands, 429, "rate_limited", 37);
  expect(await send(ann)).toEqual({ outcome: "later", wait: 37_000 });
  line.answer(commands, 503, "unavailable", 3_600);
  expect(await send(ann)).toEqual({ outcome: "later", wait: 60_000 });
});

test("[S8] an hour without its database at the server turns no message into a refused one", async () => {
  const { line, rally } = await setScene();
  const bob = await signUp(rally);
  const ann = await signUpDevice();
  await pull(ann);
  const room = await startConversation(ann.database, bob.user);
  await write(ann.database, room, "hello");
  await write(ann.database, WORLD_CONVERSATION_ID, "to all");
  line.failCommands(({ name }) =>
    name === sendMessage.name || name === createConversation.name ? "unavailable" : undefined,
  );
  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  for (let minute = 0; minute < 60; minute += 1) {
    const flushed = await flush(ann.database, ann.session.call, conversationAnswers);
    expect(flushed.outcome).toBe("later");
    vi.setSystemTime(Date.now() + LONGEST_WAIT + 1);
  }
  expect(line.batches).toHaveLength(60);
  expect(await listRefused(ann.database)).toEqual([]);
  expect(await shown(ann, room)).toEqual([["hello", "pending"]]);

  line.failCommands(() => undefined);
  expect((await send(ann)).outcome).toBe("empty");
  expect(await shown(ann, WORLD_CONVERSATION_ID)).toEqual([["to all", "sent"]]);
  await pull(ann);
  expect(await shown(ann, room)).toEqual([["hello", "sent"]]);
});

test("[S5] a command that the server fails on waits alone, and is shown in the end; others go at once", async () => {
  const { line } = await setScene();
  const ann = await signUpDevice();
  await pull(ann);
  const bad = await write(ann.database, WORLD_CONVERSATION_ID, "bad");
  line.failCommands(({ id }) => (id === bad ? "internal" : undefined));
  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  const waits: number[] = [];
  for (let n = 0; n < 20 && (await listRefused(ann.database)).length === 0; n += 1) {
    await write(ann.database, WORLD_CONVERSATION_ID, `${n}`);
    // As a new message is sent: without hurry.
    const flushed = await flush(ann.database, ann.session.call, conversationAnswers);
    expect(line.batches.at(-1)?.at(-1)?.input).toMatchObject({ content: { body: `${n}` } });
    if (!("wait" in flushed)) continue;
    waits.push(flushed.wait);
    vi.setSystemTime(Date.now() + flushed.wait + 1);
  }
  expect(await listRefused(ann.database)).toMatchObject([{ id: bad }]);
  expect(waits).toHaveLength(8);
  expect(waits.at(-1)).toBeGreaterThan(8 * (waits[0] ?? 0));
  const [line1] = await listConversations(ann.database);
  expect(line1).toMatchObject({ refused: 1, lastLine: { content: { body: "8" } } });
});

test("a clock set back by a month delays nothing, and asks no more often", async () => {
  const { line } = await setScene();
  const ann = await signUpDevice();
  await pull(ann);
  line.answer(commands, 503, "unavailable");
  await write(ann.database, WORLD_CONVERSATION_ID, "hello");
  const month = 30 * 24 * 3_600_000;
  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  expect((await send(ann)).outcome).toBe("later");
  vi.setSystemTime(Date.now() - month);
  line.answer(commands, 503, "unavailable");
  const flushed = await flush(ann.database, ann.session.call, conversationAnswers);
  expect(flushed.outcome).toBe("later");
  expect("wait" in flushed && flushed.wait).toBeGreaterThan(100);
  expect("wait" in flushed && flushed.wait).toBeLessThanOrEqual(60_000);
  vi.setSystemTime(Date.now() - month);
  expect((await flush(ann.database, ann.session.call, conversationAnswers)).outcome).toBe("empty");
  expect(line.batches).toHaveLength(3);
  // Nor does it stop the puller.
  line.asked.length = 0;
  await pull(ann);
  expect(line.asked).toContain("GET /api/v1/conversations");
});

test("a browser that says it has no network, and is wrong, stops nothing", async () => {
  await setScene();
  const ann = await running(signUpDevice());
  sayOnline(false);
  const sender = startSender(ann.database, ann.session, conversationAnswers);
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

test("neither a refused nor a waiting message hides what came after it in the list", async () => {
  const { rally } = await setScene();
  const bob = await signUp(rally);
  const ann = await signUpDevice();
  await pull(ann);
  const first = async () => (await listConversations(ann.database))[0];
  await say(bob, WORLD_CONVERSATION_ID, "before");
  await pull(ann);
  await write(ann.database, WORLD_CONVERSATION_ID, "mine");
  expect(await first()).toMatchObject({ lastLine: { content: { body: "mine" } }, unread: 1 });
  await ann.database.outbox.toCollection().modify({ state: "refused" });
  await say(bob, WORLD_CONVERSATION_ID, "after");
  await pull(ann);
  expect(await first()).toMatchObject({
    lastLine: { content: { body: "after" } },
    unread: 2,
    refused: 1,
  });
});

test("a command that spoils its whole batch is found and shown, and the others go", async () => {
  await setScene();
  const ann = await signUpDevice();
  await pull(ann);
  for (let n = 0; n < 9; n += 1) await write(ann.database, WORLD_CONVERSATION_ID, `${n}`);
  const bad = (await ann.database.outbox.toArray())[4];
  await ann.database.outbox.update(bad?.order, { name: "" });
  await send(ann);
  expect(await listRefused(ann.database)).toMatchObject([{ id: bad?.id }]);
  const texts = (await shown(ann, WORLD_CONVERSATION_ID)).map(([body]) => body);
  expect(texts).toEqual(["0", "1", "2", "3", "5", "6", "7", "8"]);
});

test("[S10] read marks wait as one for each conversation, the furthest", async () => {
  const { line, rally } = await setScene();
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
  expect(line.batches.flat()).toMatchObject([{ name: setMarker.name, input: { seq: later.seq } }]);
});

test("editing a message that has not left changes what is sent; deleting it sends nothing", async () => {
  const { line } = await setScene();
  const ann = await signUpDevice();
  await pull(ann);
  const kept = await write(ann.database, WORLD_CONVERSATION_ID, "helo");
  const dropped = await write(ann.database, WORLD_CONVERSATION_ID, "oops");
  await editMessage(ann.database, WORLD_CONVERSATION_ID, kept, "hello");
  await deleteMessage(ann.database, WORLD_CONVERSATION_ID, dropped);
  expect(await shown(ann, WORLD_CONVERSATION_ID)).toEqual([["hello", "pending"]]);
  await send(ann);
  expect(line.batches.flat()).toMatchObject([{ id: kept, name: sendMessage.name }]);
  expect(await shown(ann, WORLD_CONVERSATION_ID)).toEqual([["hello", "sent"]]);
});

test("[S2] editing a message that may have arrived leaves its command as it was and edits after it", async () => {
  const { line } = await setScene();
  const ann = await signUpDevice();
  await pull(ann);
  const id = await write(ann.database, WORLD_CONVERSATION_ID, "helo");
  line.loseAnswer(commands);
  await send(ann);
  await editMessage(ann.database, WORLD_CONVERSATION_ID, id, "hello");
  expect(await shown(ann, WORLD_CONVERSATION_ID)).toEqual([["hello", "pending"]]);
  await send(ann);
  expect(await shown(ann, WORLD_CONVERSATION_ID)).toEqual([["hello", "sent"]]);
  await deleteMessage(ann.database, WORLD_CONVERSATION_ID, id);
  expect(await shown(ann, WORLD_CONVERSATION_ID)).toEqual([[undefined, "sent"]]);
  await send(ann);
  const { rows } = await conversationWindow(ann.database, WORLD_CONVERSATION_ID, { limit: 9 });
  expect(rows).toMatchObject([{ id, deleted: true, content: null }]);
  expect(rows[0]?.change).toBeUndefined();
});

test("an edit that follows a refused message is carried out on it", async () => {
  await setScene();
  const ann = await signUpDevice();
  const foreign = newId();
  const id = await write(ann.database, foreign, "helo");
  await ann.database.outbox.toCollection().modify({ attempted: true });
  await editMessage(ann.database, foreign, id, "hello");
  expect(await ann.database.outbox.count()).toBe(2);
  await send(ann);
  expect(await shown(ann, foreign)).toEqual([["hello", "refused"]]);
  expect(await ann.database.outbox.count()).toBe(1);
});

test("a text that the server would refuse is refused before it is stored", async () => {
  await setScene();
  const ann = await signUpDevice();
  const tooLong = "x".repeat(8_001);
  await expect(write(ann.database, WORLD_CONVERSATION_ID, tooLong)).rejects.toMatchObject({
    code: "invalid_input",
  });
  await expect(
    enqueue(
      ann.database,
      setMarker,
      { conversationId: WORLD_CONVERSATION_ID, seq: -1 },
      { conversation: WORLD_CONVERSATION_ID },
    ),
  ).rejects.toMatchObject({ code: "invalid_input" });
  expect(await ann.database.outbox.count()).toBe(0);
});

test("with the session over nothing is lost: it goes once one has signed in again", async () => {
  const { line } = await setScene();
  const ann = await signUpDevice();
  await pull(ann);
  await write(ann.database, WORLD_CONVERSATION_ID, "hello");
  line.answer(commands, 401, "session_ended");
  line.answer("/api/v1/auth/refresh", 401, "session_ended");
  line.answer("/api/v1/auth/resume", 401, "session_ended");
  expect((await send(ann)).outcome).toBe("signed-out");
  expect(ann.session.state.value.status).toBe("expired");
  expect(await countUnsent(ann.database)).toBe(1);

  const sender = startSender(ann.database, ann.session, conversationAnswers);
  await ann.session.signIn({ login: ann.username, password: "correct horse battery" });
  await eventually(async () => expect(await countUnsent(ann.database)).toBe(0));
  sender.stop();
});
