import { blockUser, unblockUser, requestFriend, withdrawFriend } from "@rally/shared/relationships";
import { createConversation, editMessage as editCommand } from "@rally/shared/conversations";
import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { setPresence } from "@rally/shared/presence";
import { expect, onTestFinished, test, vi } from "vitest";
import { eventually, signUp, type TestRally } from "@rally/api/testing";
import { resultHandlers } from "../command-results.js";
import { enqueueEdit, enqueueMessage as write, startConversation } from "../conversations/index.js";
import { watch } from "../database/index.js";
import { changeRelation, relationCommands, relationWith } from "../relationships/index.js";
import { exclusive } from "../storage/index.js";
import { keepPeople } from "../people/index.js";
import { appearOffline } from "../presence/index.js";
import { reported, setUp, signUpDevice, type TestDevice } from "../testing/index.js";
import { countUnsent, flush, listRefused, startSender } from "./index.js";
import { commands, stopClock } from "./testing/outbox.js";

const world = WORLD_CONVERSATION_ID;
const send = ({ database, session }: TestDevice, hurry = true) =>
  flush(database, session.call, resultHandlers, { hurry });
const rowsOf = (device: TestDevice, name: string) =>
  device.database.outbox.filter((row) => row.name === name).toArray();

async function storedText({ database }: TestRally, id: string): Promise<string | undefined> {
  const rows = await database<{ id: string; content: { body: string } }>("messages").where({ id });
  return rows[0]?.content.body;
}

/** Everything that failed before is due. */
async function endWaits({ database }: TestDevice): Promise<void> {
  await database.outbox.toCollection().modify((row) => {
    if (row.retry) row.retry.wait = 0;
  });
  await database.meta.delete("backoff");
}

/** The device of Ann, who knows Ben. */
async function annWhoKnowsBen() {
  const { proxy, rally } = await setUp();
  const ben = await signUp(rally);
  const ann = await signUpDevice();
  stopClock();
  await keepPeople(ann.database, [ben.user]);
  return { proxy, rally, ann, ben };
}

/** A device that has blocked Ben, and unblocked him in a command that is not sent yet. */
async function withUnsentUnblock() {
  const actors = await annWhoKnowsBen();
  const { ann, ben } = actors;
  await changeRelation(ann.database, relationCommands.blockUser, ben.user);
  await send(ann);
  await changeRelation(ann.database, relationCommands.unblockUser, ben.user);
  return actors;
}

/** A device whose friend request to Ben failed at the server, and waits. */
async function withFailedRequest() {
  const actors = await annWhoKnowsBen();
  const { proxy, ann, ben } = actors;
  await changeRelation(ann.database, relationCommands.requestFriend, ben.user);
  proxy.failCommands(({ name }) => (name === requestFriend.name ? "internal" : undefined));
  await send(ann);
  proxy.commandRequests.length = 0;
  return actors;
}

test("[S8] sends a delayed edit before the next edit of its message; other commands do not wait", async () => {
  const { proxy, rally } = await setUp();
  const ann = await signUpDevice();
  stopClock();
  const id = await write(ann.database, world, "as said");
  await send(ann);
  await enqueueEdit(ann.database, world, id, "first edit");
  const [first] = await rowsOf(ann, editCommand.name);
  proxy.failCommands((command) => (command.id === first?.id ? "internal" : undefined));
  await send(ann);
  // The first may have arrived, so that the second is a command of its own.
  await enqueueEdit(ann.database, world, id, "second edit");
  expect(await rowsOf(ann, editCommand.name)).toHaveLength(2);
  proxy.commandRequests.length = 0;
  await write(ann.database, world, "another message");
  expect((await send(ann, false)).outcome).toBe("later");
  expect(proxy.commandRequests.flat()).toMatchObject([
    { input: { content: { body: "another message" } } },
  ]);

  proxy.failCommands(() => undefined);
  await endWaits(ann);
  expect((await send(ann)).outcome).toBe("empty");
  expect(await storedText(rally, id)).toBe("second edit");
});

test("[S8] two delayed edits of one message end with the second, though the server fails on the first", async () => {
  const { proxy, rally } = await setUp();
  const ann = await signUpDevice();
  stopClock();
  const id = await write(ann.database, world, "as said");
  await send(ann);
  await enqueueEdit(ann.database, world, id, "first edit");
  await ann.database.outbox.where("state").equals("pending").modify({ attempted: true });
  await enqueueEdit(ann.database, world, id, "second edit");
  let hasFailed = false;
  proxy.failCommands(({ name }) => {
    if (name !== editCommand.name || hasFailed) return undefined;
    hasFailed = true;
    return "internal";
  });
  await send(ann);
  await endWaits(ann);
  expect((await send(ann)).outcome).toBe("empty");
  expect(await storedText(rally, id)).toBe("second edit");
});

test("a block waits for an unsent unblock before it, and a setting for the earlier one", async () => {
  const { proxy, ann, ben } = await withUnsentUnblock();
  await appearOffline(ann.database, true);
  proxy.failCommands(({ name }) =>
    name === unblockUser.name || name === setPresence.name ? "unavailable" : undefined,
  );
  await send(ann);
  proxy.failCommands(() => undefined);
  await changeRelation(ann.database, relationCommands.blockUser, ben.user);
  await appearOffline(ann.database, false);
  proxy.commandRequests.length = 0;
  await send(ann, false);
  expect(proxy.commandRequests.flat()).toEqual([]);
  await endWaits(ann);
  expect((await send(ann)).outcome).toBe("empty");
  expect(proxy.commandRequests.flat().map(({ name }) => name)).toEqual([
    ...[unblockUser.name, setPresence.name, blockUser.name, setPresence.name],
  ]);
  expect(await relationWith(ann.database, ben.id)).toMatchObject({ blocked: true });
  expect(await listRefused(ann.database)).toEqual([]);
});

test("[S14] sends a block before a delayed friend request, which is then refused", async () => {
  const { proxy, rally, ann, ben } = await withFailedRequest();
  await changeRelation(ann.database, relationCommands.blockUser, ben.user);
  await send(ann, false);
  expect(proxy.commandRequests.flat().map(({ name }) => name)).toEqual([blockUser.name]);
  expect(await rally.database("blocks").where({ blocked_id: ben.id })).toHaveLength(1);

  proxy.failCommands(() => undefined);
  await endWaits(ann);
  expect((await send(ann)).outcome).toBe("empty");
  expect(await listRefused(ann.database)).toMatchObject([
    { name: requestFriend.name, error: { code: "blocked" } },
  ]);
  expect(await relationWith(ann.database, ben.id)).toMatchObject({ blocked: true, friend: "none" });
});

test("[S14] an unblock waits for a delayed friend request that was made before the block", async () => {
  const { proxy, ann, ben } = await withFailedRequest();
  await changeRelation(ann.database, relationCommands.blockUser, ben.user);
  await send(ann, false);
  await changeRelation(ann.database, relationCommands.unblockUser, ben.user);
  proxy.commandRequests.length = 0;
  expect((await send(ann, false)).outcome).toBe("later");
  expect(proxy.commandRequests).toEqual([]);

  proxy.failCommands(() => undefined);
  await endWaits(ann);
  expect((await send(ann)).outcome).toBe("empty");
  expect(proxy.commandRequests.flat().map(({ name }) => name)).toEqual([
    ...[requestFriend.name, unblockUser.name],
  ]);
  expect(await listRefused(ann.database)).toMatchObject([
    { name: requestFriend.name, error: { code: "blocked" } },
  ]);
  const relation = { blocked: false, friend: "none" };
  expect(await relationWith(ann.database, ben.id)).toMatchObject(relation);
});

test("a friend request and a new conversation wait for the unblock before them", async () => {
  const { proxy, ann, ben } = await withUnsentUnblock();
  proxy.failCommands(({ name }) => (name === unblockUser.name ? "unavailable" : undefined));
  await send(ann);
  await changeRelation(ann.database, relationCommands.requestFriend, ben.user);
  await startConversation(ann.database, ben.user);
  proxy.commandRequests.length = 0;
  await send(ann, false);
  expect(proxy.commandRequests).toEqual([]);

  proxy.failCommands(() => undefined);
  await endWaits(ann);
  expect((await send(ann)).outcome).toBe("empty");
  expect(proxy.commandRequests.map((commands) => commands.map(({ name }) => name))).toEqual([
    [unblockUser.name],
    [requestFriend.name, createConversation.name],
  ]);
  expect(await listRefused(ann.database)).toEqual([]);
});

test("[S5] a friend request on which the server fails is shown as refused in the end, and commands that wait for it are sent", async () => {
  const { proxy, ann, ben } = await withFailedRequest();
  proxy.failCommands(() => undefined);
  await changeRelation(ann.database, relationCommands.withdrawFriend, ben.user);
  // After the one failure before; the eighth wait is the last.
  for (let n = 0; n < 8; n += 1) {
    expect(await listRefused(ann.database)).toEqual([]);
    await endWaits(ann);
    proxy.answer(commands, 500, "internal");
    await send(ann, false);
    expect(proxy.commandRequests[n]).toMatchObject([{ name: requestFriend.name }]);
  }
  expect(await listRefused(ann.database)).toMatchObject([
    { name: requestFriend.name, error: { code: "internal" } },
  ]);
  expect(proxy.commandRequests.flat().at(-1)).toMatchObject({ name: withdrawFriend.name });
  expect(await rowsOf(ann, withdrawFriend.name)).toMatchObject([{ state: "sent" }]);
});

test("a command that waits for another does not make a flush due at once", async () => {
  const { proxy } = await setUp();
  const ann = await signUpDevice();
  stopClock();
  const id = await write(ann.database, world, "held up");
  proxy.failCommands((command) => (command.id === id ? "internal" : undefined));
  await send(ann);
  await enqueueEdit(ann.database, world, id, "its edit");
  const flushed = await send(ann, false);
  expect("wait" in flushed && flushed.wait).toBeGreaterThan(0);
});

test("waits and reports nothing when the server's lineage cannot be fetched", async () => {
  const { proxy } = await setUp();
  const ann = await signUpDevice();
  stopClock();
  await ann.database.setMeta("lineage", "some");
  await write(ann.database, world, "hello");
  proxy.answer(commands, 409, "lineage_changed");
  proxy.answer("/api/v1/me", 503, "unavailable", 20);
  expect(await send(ann)).toEqual({ outcome: "later", wait: 20_000 });
  expect((await send(ann, false)).outcome).toBe("later");
  expect(proxy.commandRequests).toHaveLength(1);
});

test("delays the next attempt after a storage error on the device, also when more is written", async () => {
  const { proxy } = await setUp();
  const ann = await signUpDevice();
  await write(ann.database, world, "hello");
  const full = new Error("The disk is full");
  // Nor can it be written down that sending has to wait.
  vi.spyOn(ann.database, "setMeta").mockRejectedValue(full);
  let answers = 0;
  const failing = {
    succeeded: () => {
      answers += 1;
      return Promise.reject(full);
    },
    refused: () => Promise.resolve(false),
  };
  const sender = startSender(ann.database, ann.session, failing);
  onTestFinished(() => sender.stop());
  await eventually(() => expect(reported).toContain(full));
  let pending = 0;
  onTestFinished(
    watch(
      () => ann.database.outbox.where("state").equals("pending").count(),
      (count) => (pending = count),
    ),
  );
  for (let n = 0; n < 3; n += 1) {
    await write(ann.database, world, `${n}`);
    await eventually(() => expect(pending).toBe(2 + n));
    // Resolves after every flush that began before it.
    await exclusive(`rally.outbox.${ann.userId}`, () => Promise.resolve());
  }
  expect([answers, proxy.commandRequests.length]).toEqual([1, 1]);
  sender.hurry();
  await eventually(() => expect(answers).toBe(2));
  expect(await countUnsent(ann.database)).toBe(4);
  reported.splice(0);
});
