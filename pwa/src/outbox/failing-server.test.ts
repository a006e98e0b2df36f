import { createConversation, sendMessage } from "@rally/shared/conversations";
import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { expect, test, vi } from "vitest";
import { signUp } from "@rally/api/testing";
import {
  readConversations,
  enqueueMessage as write,
  startConversation,
} from "../conversations/index.js";
import { setUp, signUpDevice } from "../testing/index.js";
import { LONGEST_WAIT, listRefused } from "./index.js";
import { commands, pull, send, shown, stopClock } from "./testing/outbox.js";

test("keeps all commands while the server fails, and waits longer each time", async () => {
  const { proxy } = await setUp();
  const ann = await signUpDevice();
  await pull(ann);
  await write(ann.database, WORLD_CONVERSATION_ID, "hello");
  for (const [status, code] of [
    [503, "unavailable"],
    [429, "rate_limited"],
    [408, "too_slow"],
    [503, "unavailable"],
  ] as const) {
    proxy.answer(commands, status, code);
    expect((await send(ann)).outcome).toBe("later");
  }
  expect(await ann.database.getMeta("backoff")).toMatchObject({ failures: 4 });
  const patient = await send(ann, { hurry: false });
  expect(patient.outcome).toBe("later");
  expect((await send(ann)).outcome).toBe("empty");
  expect(await shown(ann, WORLD_CONVERSATION_ID)).toEqual([["hello", "sent"]]);
});

test("stops sending for a while when the server fails on every request, and refuses nothing", async () => {
  const { proxy } = await setUp();
  const ann = await signUpDevice();
  await pull(ann);
  for (let n = 0; n < 8; n += 1) await write(ann.database, WORLD_CONVERSATION_ID, `${n}`);
  for (let n = 0; n < 20; n += 1) proxy.answer(commands, 500, "internal");
  expect((await send(ann)).outcome).toBe("later");
  expect(proxy.commandRequests.length).toBeLessThan(10);
  expect(await listRefused(ann.database)).toEqual([]);
});

test.each([
  ["fails on the next one too", 2, 500, "internal"],
  ["is away, however long", 1, 503, "unavailable"],
])(
  "[S8] a server that %s turns no message into a refused one",
  async (_what, count, status, code) => {
    const { proxy } = await setUp();
    const ann = await signUpDevice();
    await pull(ann);
    for (let n = 0; n < count; n += 1) await write(ann.database, WORLD_CONVERSATION_ID, `${n}`);
    stopClock();
    for (let minute = 0; minute < 12; minute += 1) {
      // Together, then each alone.
      for (let n = 0; n < 2 * count - 1; n += 1) proxy.answer(commands, status, code);
      expect((await send(ann)).outcome).toBe("later");
      vi.setSystemTime(Date.now() + LONGEST_WAIT + 1);
    }
    expect(proxy.commandRequests).toHaveLength(12 * (2 * count - 1));
    const rows = await ann.database.outbox.toArray();
    expect(rows.map(({ state, failures }) => [state, failures])).toEqual(
      Array.from({ length: count }, () => ["pending", 0]),
    );
    expect((await send(ann)).outcome).toBe("empty");
  },
);

test("waits as long as the server asks, but a minute at most", async () => {
  const { proxy } = await setUp();
  const ann = await signUpDevice();
  await pull(ann);
  await write(ann.database, WORLD_CONVERSATION_ID, "hello");
  proxy.answer(commands, 429, "rate_limited", 37);
  expect(await send(ann)).toEqual({ outcome: "later", wait: 37_000 });
  proxy.answer(commands, 503, "unavailable", 3_600);
  expect(await send(ann)).toEqual({ outcome: "later", wait: 60_000 });
});

test("[S8] refuses no message when the server has no database for an hour", async () => {
  const { proxy, rally } = await setUp();
  const bob = await signUp(rally);
  const ann = await signUpDevice();
  await pull(ann);
  const room = await startConversation(ann.database, bob.user);
  await write(ann.database, room, "hello");
  await write(ann.database, WORLD_CONVERSATION_ID, "to all");
  proxy.failCommands(({ name }) =>
    name === sendMessage.name || name === createConversation.name ? "unavailable" : undefined,
  );
  stopClock();
  for (let minute = 0; minute < 60; minute += 1) {
    const flushed = await send(ann, { hurry: false });
    expect(flushed.outcome).toBe("later");
    vi.setSystemTime(Date.now() + LONGEST_WAIT + 1);
  }
  expect(proxy.commandRequests).toHaveLength(60);
  expect(await listRefused(ann.database)).toEqual([]);
  expect(await shown(ann, room)).toEqual([["hello", "pending"]]);

  proxy.failCommands(() => undefined);
  expect((await send(ann)).outcome).toBe("empty");
  expect(await shown(ann, WORLD_CONVERSATION_ID)).toEqual([["to all", "sent"]]);
  await pull(ann);
  expect(await shown(ann, room)).toEqual([["hello", "sent"]]);
});

test("[S5] a command on which the server fails waits alone and is shown as refused in the end; others are sent at once", async () => {
  const { proxy } = await setUp();
  const ann = await signUpDevice();
  await pull(ann);
  const bad = await write(ann.database, WORLD_CONVERSATION_ID, "bad");
  proxy.failCommands(({ id }) => (id === bad ? "internal" : undefined));
  stopClock();
  const waits: number[] = [];
  for (let n = 0; n < 20 && (await listRefused(ann.database)).length === 0; n += 1) {
    await write(ann.database, WORLD_CONVERSATION_ID, `${n}`);
    // As a new message is sent: without hurry.
    const flushed = await send(ann, { hurry: false });
    expect(proxy.commandRequests.at(-1)?.at(-1)?.input).toMatchObject({
      content: { body: `${n}` },
    });
    if (!("wait" in flushed)) continue;
    waits.push(flushed.wait);
    vi.setSystemTime(Date.now() + flushed.wait + 1);
  }
  expect(await listRefused(ann.database)).toMatchObject([{ id: bad }]);
  expect(waits).toHaveLength(8);
  expect(waits.at(-1)).toBeGreaterThan(8 * (waits[0] ?? 0));
  const [line1] = await readConversations(ann.database);
  expect(line1).toMatchObject({ refused: 1, lastLine: { content: { body: "8" } } });
});

test("a clock set back by a month neither delays commands nor causes more requests", async () => {
  const { proxy } = await setUp();
  const ann = await signUpDevice();
  await pull(ann);
  proxy.answer(commands, 503, "unavailable");
  await write(ann.database, WORLD_CONVERSATION_ID, "hello");
  const month = 30 * 24 * 3_600_000;
  stopClock();
  expect((await send(ann)).outcome).toBe("later");
  vi.setSystemTime(Date.now() - month);
  proxy.answer(commands, 503, "unavailable");
  const flushed = await send(ann, { hurry: false });
  expect(flushed.outcome).toBe("later");
  expect("wait" in flushed && flushed.wait).toBeGreaterThan(100);
  expect("wait" in flushed && flushed.wait).toBeLessThanOrEqual(60_000);
  vi.setSystemTime(Date.now() - month);
  expect((await send(ann, { hurry: false })).outcome).toBe("empty");
  expect(proxy.commandRequests).toHaveLength(3);
  // Nor does it stop the puller.
  proxy.asked.length = 0;
  await pull(ann);
  expect(proxy.asked).toContain("GET /api/v1/conversations");
});
