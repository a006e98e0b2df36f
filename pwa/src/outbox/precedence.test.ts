import { blockUser, unblockUser } from "@rally/shared/blocks";
import { createConversation, editMessage as editCommand } from "@rally/shared/conversations";
import { requestFriend, withdrawFriend } from "@rally/shared/friends";
import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { setPresence } from "@rally/shared/presence";
import { expect, onTestFinished, test, vi } from "vitest";
import { eventually, signUp, type TestRally } from "@rally/api/testing";
import { commandAnswers } from "../answering/index.js";
import { editMessage, sendMessage as write, startConversation } from "../conversations/index.js";
import { watch } from "../database/index.js";
import { changeRelation, relationCommands, relationWith } from "../friends/index.js";
import { exclusive } from "../lock/index.js";
import { keepPeople } from "../people/index.js";
import { appearOffline } from "../presence/index.js";
import { reported, setScene, signUpDevice, type TestDevice } from "../testing/index.js";
import { countUnsent, flush, listRefused, startSender } from "./index.js";
import { commands, stopClock } from "./testing/outbox.js";

const world = WORLD_CONVERSATION_ID;
const send = ({ database, session }: TestDevice, hurry = true) =>
  flush(database, session.call, commandAnswers, { hurry });
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
  const { line, rally } = await setScene();
  const ben = await signUp(rally);
  const ann = await signUpDevice();
  stopClock();
  await keepPeople(ann.database, [ben.user]);
  return { line, rally, ann, ben };
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
  const { line, ann, ben } = actors;
  await changeRelation(ann.database, relationCommands.requestFriend, ben.user);
  line.failCommands(({ name }) => (name === requestFriend.name ? "internal" : undefined));
  await send(ann);
  line.batches.length = 0;
  return actors;
}

test("[S8] an edit that waits is not overtaken by the next edit of its message; others pass both", async () => {
  const { line, rally } = await setScene();
  const ann = await signUpDevice();
  stopClock();
  const id = await write(ann.database, world, "as said");
  await send(ann);
  await editMessage(ann.database, world, id, "first edit");
  const [first] = await rowsOf(ann, editCommand.name);
  line.failCommands((command) => (command.id === first?.id ? "internal" : undefined));
  await send(ann);
  // The first may have arrived, so that the second is a command of its own.
  await editMessage(ann.database, world, id, "second edit");
  expect(await rowsOf(ann, editCommand.name)).toHaveLength(2);
  line.batches.length = 0;
  await write(ann.database, world, "another message");
  expect((await send(ann, false)).outcome).toBe("later");
  expect(line.batches.flat()).toMatchObject([{ input: { content: { body: "another message" } } }]);

  line.failCommands(() => undefined);
  await endWaits(ann);
  expect((await send(ann)).outcome).toBe("empty");
  expect(await storedText(rally, id)).toBe("second edit");
});

test("[S8] two edits of one message that wait together end with the second, though the server fails on the first", async () => {
  const { line, rally } = await setScene();
  const ann = await signUpDevice();
  stopClock();
  const id = await write(ann.database, world, "as said");
  await send(ann);
  await editMessage(ann.database, world, id, "first edit");
  await ann.database.outbox.where("state").equals("pending").modify({ attempted: true });
  await editMessage(ann.database, world, id, "second edit");
  let hasFailed = false;
  line.failCommands(({ name }) => {
    if (name !== editCommand.name || hasFailed) return undefined;
    hasFailed = true;
    return "internal";
  });
  await send(ann);
  await endWaits(ann);
  expect((await send(ann)).outcome).toBe("empty");
  expect(await storedText(rally, id)).toBe("second edit");
});

test("a block that follows a waiting unblock waits for it, and a setting waits for its predecessor", async () => {
  const { line, ann, ben } = await withUnsentUnblock();
  await appearOffline(ann.database, true);
  line.failCommands(({ name }) =>
    name === unblockUser.name || name === setPresence.name ? "unavailable" : undefined,
  );
  await send(ann);
  line.failCommands(() => undefined);
  await changeRelation(ann.database, relationCommands.blockUser, ben.user);
  await appearOffline(ann.database, false);
  line.batches.length = 0;
  await send(ann, false);
  expect(line.batches.flat()).toEqual([]);
  await endWaits(ann);
  expect((await send(ann)).outcome).toBe("empty");
  expect(line.batches.flat().map(({ name }) => name)).toEqual([
    ...[unblockUser.name, setPresence.name, blockUser.name, setPresence.name],
  ]);
  expect(await relationWith(ann.database, ben.id)).toMatchObject({ blocked: true });
  expect(await listRefused(ann.database)).toEqual([]);
});

test("[S14] a block overtakes a friend request that the server fails on, which is refused then", async () => {
  const { line, rally, ann, ben } = await withFailedRequest();
  await changeRelation(ann.database, relationCommands.blockUser, ben.user);
  await send(ann, false);
  expect(line.batches.flat().map(({ name }) => name)).toEqual([blockUser.name]);
  expect(await rally.database("blocks").where({ blocked_id: ben.id })).toHaveLength(1);

  line.failCommands(() => undefined);
  await endWaits(ann);
  expect((await send(ann)).outcome).toBe("empty");
  expect(await listRefused(ann.database)).toMatchObject([
    { name: requestFriend.name, error: { code: "blocked" } },
  ]);
  expect(await relationWith(ann.database, ben.id)).toMatchObject({ blocked: true, friend: "none" });
});

test("[S14] an unblock lets no friend request pass that was written before the block", async () => {
  const { line, ann, ben } = await withFailedRequest();
  await changeRelation(ann.database, relationCommands.blockUser, ben.user);
  await send(ann, false);
  await changeRelation(ann.database, relationCommands.unblockUser, ben.user);
  line.batches.length = 0;
  expect((await send(ann, false)).outcome).toBe("later");
  expect(line.batches).toEqual([]);

  line.failCommands(() => undefined);
  await endWaits(ann);
  expect((await send(ann)).outcome).toBe("empty");
  expect(line.batches.flat().map(({ name }) => name)).toEqual([
    ...[requestFriend.name, unblockUser.name],
  ]);
  expect(await listRefused(ann.database)).toMatchObject([
    { name: requestFriend.name, error: { code: "blocked" } },
  ]);
  const relation = { blocked: false, friend: "none" };
  expect(await relationWith(ann.database, ben.id)).toMatchObject(relation);
});

test("a friend request and a new conversation wait for the unblock before them", async () => {
  const { line, ann, ben } = await withUnsentUnblock();
  line.failCommands(({ name }) => (name === unblockUser.name ? "unavailable" : undefined));
  await send(ann);
  await changeRelation(ann.database, relationCommands.requestFriend, ben.user);
  await startConversation(ann.database, ben.user);
  line.batches.length = 0;
  await send(ann, false);
  expect(line.batches).toEqual([]);

  line.failCommands(() => undefined);
  await endWaits(ann);
  expect((await send(ann)).outcome).toBe("empty");
  expect(line.batches.map((batch) => batch.map(({ name }) => name))).toEqual([
    [unblockUser.name],
    [requestFriend.name, createConversation.name],
  ]);
  expect(await listRefused(ann.database)).toEqual([]);
});

test("[S5] a command whose request the server fails on is shown in the end, and what waits behind it goes", async () => {
  const { line, ann, ben } = await withFailedRequest();
  line.failCommands(() => undefined);
  await changeRelation(ann.database, relationCommands.withdrawFriend, ben.user);
  // After the one failure before; the eighth wait is the last.
  for (let n = 0; n < 8; n += 1) {
    expect(await listRefused(ann.database)).toEqual([]);
    await endWaits(ann);
    line.answer(commands, 500, "internal");
    await send(ann, false);
    expect(line.batches[n]).toMatchObject([{ name: requestFriend.name }]);
  }
  expect(await listRefused(ann.database)).toMatchObject([
    { name: requestFriend.name, error: { code: "internal" } },
  ]);
  expect(line.batches.flat().at(-1)).toMatchObject({ name: withdrawFriend.name });
  expect(await rowsOf(ann, withdrawFriend.name)).toMatchObject([{ state: "sent" }]);
});

test("a command that another one holds back makes no flush due at once", async () => {
  const { line } = await setScene();
  const ann = await signUpDevice();
  stopClock();
  const id = await write(ann.database, world, "held up");
  line.failCommands((command) => (command.id === id ? "internal" : undefined));
  await send(ann);
  await editMessage(ann.database, world, id, "its edit");
  const flushed = await send(ann, false);
  expect("wait" in flushed && flushed.wait).toBeGreaterThan(0);
});

test("when the server cannot say which history it has, the outbox waits and reports nothing", async () => {
  const { line } = await setScene();
  const ann = await signUpDevice();
  stopClock();
  await ann.database.setMeta("lineage", "some");
  await write(ann.database, world, "hello");
  line.answer(commands, 409, "lineage_changed");
  line.answer("/api/v1/me", 503, "unavailable", 20);
  expect(await send(ann)).toEqual({ outcome: "later", wait: 20_000 });
  expect((await send(ann, false)).outcome).toBe("later");
  expect(line.batches).toHaveLength(1);
});

test("an error on the device while an answer is stored delays the next try, whatever is written meanwhile", async () => {
  const { line } = await setScene();
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
  expect([answers, line.batches.length]).toEqual([1, 1]);
  sender.hurry();
  await eventually(() => expect(answers).toBe(2));
  expect(await countUnsent(ann.database)).toBe(4);
  reported.splice(0);
});
