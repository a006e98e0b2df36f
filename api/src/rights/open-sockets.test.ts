import { createConversationRoute } from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import { draftText, roomName } from "@rally/shared/rooms";
import { afterAll, describe, expect, test } from "vitest";
import {
  eventually,
  busesOfTwo,
  openRoom,
  say,
  signInAgain,
  signUp,
  type OpenRoom,
  type TestPerson,
  type TestRally,
} from "../testing/index.js";
import { run } from "./testing/actors.js";

/** Timeout in milliseconds for a test of several rounds, each of which registers two users. */
const TIMEOUT = 90_000;

/** Messages sent concurrently, on the two processes in turn. */
const AT_ONCE = 6;
/** Messages acknowledged before the permission is revoked: few, so that others are in progress. */
const BEFORE = [3, 7, 4, 9];

/** Sends messages until it is stopped. */
function sendContinuously(by: TestPerson, conversation: string, on: readonly TestRally[]) {
  let sent = 0;
  let isOver = false;
  const acknowledged: { version: number; sentAfterLoss: boolean }[] = [];
  let isLost = false;
  const writing = Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (!isOver) {
        const sentAfterLoss = isLost;
        const server = on[(sent += 1) % on.length];
        const { version } = await say(by, conversation, `${sent}`, server && { on: server });
        acknowledged.push({ version, sentAfterLoss });
      }
    }),
  );
  writing.catch(() => undefined); // reported by stop
  return {
    acknowledged,
    /** From now on messages are sent after the loss was acknowledged. */
    lost: () => (isLost = true),
    async stop() {
      isOver = true;
      await writing;
    },
  };
}

const newestOf = (room: OpenRoom) => Math.max(0, ...room.tail().map(({ version }) => version));

describe.each(busesOfTwo)(
  "[S11] %s: open sockets of two processes",
  { timeout: TIMEOUT },
  async (_line, open) => {
    const { left, right, close } = await open();
    afterAll(close);
    const servers = [left, right];
    const setupToken = left.adminSetupLink?.split("#")[1] ?? "";
    const admin = await signUp(left, { setupToken });

    /**
     * Revokes a permission of a member who reads on both processes while others write on both.
     * @returns the newest version that each socket received, and the acknowledged messages.
     */
    async function takeWhileWriting(
      take: (at: { owner: TestPerson; member: TestPerson; id: string; on: TestRally }) => unknown,
      round: number,
    ) {
      const [owner, member] = [await signUp(left), await signUp(left)];
      const { data } = await owner.call(createConversationRoute, {
        body: { kind: "group", name: "reading", members: [member.id] },
      });
      const room = roomName("conversation", data.id);
      const readers = await Promise.all(servers.map((on) => openRoom(on, member.token, room)));
      const writing = sendContinuously(owner, data.id, servers);
      await eventually(() =>
        expect(writing.acknowledged.length).toBeGreaterThanOrEqual(BEFORE[round] ?? 5),
      );
      const on = servers[round % 2] ?? left;
      const taken = await take({ owner, member, id: data.id, on });
      writing.lost();
      await eventually(() => {
        for (const { closed } of readers) expect(closed).toHaveLength(1);
        const after = writing.acknowledged.filter(({ sentAfterLoss }) => sentAfterLoss);
        expect(after.length).toBeGreaterThanOrEqual(AT_ONCE);
      });
      await writing.stop();
      return {
        taken,
        read: readers.map(newestOf),
        afterLoss: writing.acknowledged
          .filter((one) => one.sentAfterLoss)
          .map((one) => one.version),
        all: writing.acknowledged.map(({ version }) => version),
      };
    }

    test("a kicked member receives nothing with a version above the kick's", async () => {
      let later = 0;
      for (const round of BEFORE.keys()) {
        const { taken, read, all } = await takeWhileWriting(
          ({ owner, member, id, on: server }) =>
            run(owner, "member.remove", { conversationId: id, userId: member.id }, server),
          round,
        );
        const { version } = taken as { version: number };
        later += all.filter((one) => one > version).length;
        expect(Math.max(...read)).toBeGreaterThan(0);
        expect(Math.max(...read)).toBeLessThanOrEqual(version);
      }
      expect(later).toBeGreaterThan(0);
    });

    test.each([
      [
        "whose session ended without a hint, by the row alone",
        ({ member }: { member: TestPerson }) =>
          left.database("sessions").where("user_id", member.id).update({ ended_at: new Date() }),
      ],
      [
        "who was banned",
        ({ member, on }: { member: TestPerson; on: TestRally }) =>
          run(admin, "user.ban", { userId: member.id }, on),
      ],
      [
        "whose membership ended without a hint, by the row alone",
        ({ member, id }: { member: TestPerson; id: string }) =>
          left.database("memberships").where({ conversation_id: id, user_id: member.id }).delete(),
      ],
    ])("a user %s receives nothing that was sent after the answer", async (_who, take) => {
      for (const round of [0, 1]) {
        const { read, afterLoss } = await takeWhileWriting(take, round);
        expect(Math.max(...read)).toBeGreaterThan(0);
        expect(Math.max(...read)).toBeLessThan(Math.min(...afterLoss));
      }
    });

    test("a device whose session ended receives no later change of a draft", async () => {
      const [person, conversation] = [await signUp(left), newId()];
      const room = roomName("user", person.id);
      for (const round of [0, 1, 2, 3]) {
        const { token } = await signInAgain(left, person);
        const devices = await Promise.all(servers.map((on) => openRoom(on, token, room)));
        const typing = await Promise.all(servers.map((on) => openRoom(on, person.token, room)));
        await left
          .database("sessions")
          .where("id", left.tokens.verifyAccess(token).sessionId)
          .update({ ended_at: new Date() });
        const word = `secret ${round}`;
        for (const { doc } of typing) draftText(doc, conversation).insert(0, word);
        await eventually(() => {
          for (const { closed } of devices) expect(closed).toEqual([4401]);
          for (const { doc } of typing) {
            expect(draftText(doc, conversation).toJSON().split(word)).toHaveLength(3);
          }
        });
        for (const { doc } of devices) {
          expect(draftText(doc, conversation).toJSON()).not.toContain(word);
        }
      }
    });
  },
);
