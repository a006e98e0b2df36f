import { createConversationRoute } from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import { roomName } from "@rally/shared/rooms";
import { afterAll, describe, expect, test } from "vitest";
import {
  busesOfTwo,
  eventually,
  openRoom,
  runCommand,
  say,
  sendPoll,
  signUp,
  type OpenRoom,
  type TestPerson,
  type TestRally,
} from "../testing/index.js";

/** Rounds over each of the two buses. */
const ROUNDS = 50;
/** Timeout in milliseconds for all rounds over one bus. */
const TIMEOUT = 240_000;
/** Changes acknowledged before the kick and after it, in each round. */
const [BEFORE, AFTER] = [7, 7];

type Change = (number: number, on: TestRally) => Promise<unknown>;

/** Every kind of change that has a place in the tail, made by the owner of the conversation. */
async function changesOf(owner: TestPerson, conversationId: string): Promise<Change[]> {
  const messageId = (await say(owner, conversationId, "first")).id;
  const poll = await sendPoll(owner, conversationId);
  const at = { conversationId, messageId };
  const text = (number: number) => ({ kind: "text", body: `number ${number}` });
  const isOdd = (number: number) => Math.floor(number / 7) % 2 === 1;
  return [
    (number, on) => say(owner, conversationId, `number ${number}`, { on }),
    (number, on) => runCommand(owner, "message.edit", { ...at, content: text(number) }, on),
    (number, on) =>
      runCommand(owner, "message.react", { ...at, emoji: "👍", on: isOdd(number) }, on),
    (number, on) => runCommand(owner, "message.pin", { ...at, pinned: isOdd(number) }, on),
    (number, on) =>
      runCommand(
        owner,
        "poll.vote",
        { conversationId, messageId: poll, choices: [Number(isOdd(number))] },
        on,
      ),
    (number, on) =>
      runCommand(owner, "conversation.update", { conversationId, name: `Name ${number}` }, on),
    async (number, on) => {
      const { id } = await say(owner, conversationId, `unwanted ${number}`, { on });
      return runCommand(owner, "message.delete", { conversationId, messageId: id }, on);
    },
  ];
}

/** Makes changes of all kinds on both processes, until it is stopped. */
function changeContinuously(changes: readonly Change[], servers: readonly TestRally[]) {
  const versions: number[] = [];
  let isOver = false;
  const working = Promise.all(
    changes.map(async (change, kind) => {
      for (let number = kind; !isOver; number += changes.length) {
        const on = servers[Math.floor(number / changes.length + kind) % servers.length];
        const { version } = (await change(number, on as TestRally)) as { version: number };
        versions.push(version);
      }
    }),
  );
  working.catch(() => undefined); // reported by stop
  return {
    versions,
    async stop() {
      isOver = true;
      await working;
    },
  };
}

const newestOf = (room: OpenRoom) => Math.max(0, ...room.tail().map(({ version }) => version));

describe.each(busesOfTwo)("[S11] %s: two processes", { timeout: TIMEOUT }, async (_bus, open) => {
  const { left, right, close } = await open();
  afterAll(close);
  const servers = [left, right];

  test(`a kicked member's open socket is delivered nothing that was committed after the kick, ${ROUNDS} rounds`, async () => {
    const [owner, member] = [await signUp(left), await signUp(left)];
    const { data } = await owner.call(createConversationRoute, {
      body: { kind: "group", name: `Kicks ${newId()}`, members: [member.id] },
    });
    const at = { conversationId: data.id, userId: member.id };
    const changes = await changesOf(owner, data.id);
    const delivered = new Set<string>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const readers = await Promise.all(
        servers.map((on) => openRoom(on, member.token, roomName("conversation", data.id))),
      );
      const joinedAt = readers.map(newestOf);
      const changing = changeContinuously(changes, servers);
      const { versions } = changing;
      await eventually(() => expect(versions.length).toBeGreaterThanOrEqual(BEFORE));
      const kicked = await runCommand(owner, "member.remove", at, servers[round % 2]);
      const { version } = kicked as { version: number };
      await eventually(() => {
        for (const { closed } of readers) expect(closed).toHaveLength(1);
        expect(versions.filter((one) => one > version).length).toBeGreaterThanOrEqual(AFTER);
      });
      await changing.stop();
      for (const [index, reader] of readers.entries()) {
        expect(newestOf(reader)).toBeGreaterThan(joinedAt[index] ?? 0);
        expect(newestOf(reader)).toBeLessThanOrEqual(version);
        for (const { type } of reader.tail()) delivered.add(type);
        reader.leave();
      }
      await runCommand(owner, "member.add", at, servers[(round + 1) % 2]);
    }
    const kinds = ["delete", "edit", "message", "meta", "pin", "react", "vote"];
    expect([...delivered]).toEqual(expect.arrayContaining(kinds));
  });
});
