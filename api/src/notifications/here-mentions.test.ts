import { createConversationRoute } from "@rally/shared/conversations";
import { limits } from "@rally/shared/limits";
import { roomName } from "@rally/shared/rooms";
import { createLocalBus, type Bus } from "@rally/shared/server/bus";
import { RemotePresence } from "@rally/sync-server";
import { afterAll, describe, expect, test } from "vitest";
import { eventually, openRoom, say, signUp, startTestRally } from "../testing/index.js";
import { processBatch } from "./message-batch.js";
import { command, group, listOf, people, settled, soon, unreadKinds } from "./testing/setup.js";

const rally = await startTestRally({ limits: { ...soon, smallRoomMembers: 2 } });
const idle = await startTestRally({ limits: { notificationGather: 3_600_000 } });
afterAll(() => Promise.all([rally.close(), idle.close()]));

describe("in a large conversation", () => {
  test("@here of a moderator notifies connected members, and messages notify members with the level 'all'", async () => {
    const [owner, here, all] = await people(rally);
    const [gone, member] = [await signUp(rally), await signUp(rally)];
    const id = await group(owner, here, all, gone, member);
    await command(all, "conversation.notify", { conversationId: id, level: "all" });
    const room = await openRoom(rally, here.token, roomName("user", here.id));
    await say(member, id, "@here of somebody who moderates nothing");
    await settled(rally, id);
    expect(await Promise.all([here, gone].map(unreadKinds))).toEqual([[], []]);
    await say(owner, id, "@here now");
    await eventually(async () => expect(await unreadKinds(here)).toEqual(["mention"]));
    await eventually(async () => expect(await unreadKinds(all)).toEqual(["message"]));
    expect(await Promise.all([gone, member].map(unreadKinds))).toEqual([[], []]);
    room.leave();
  });

  test("@everyone of an admin notifies connected members, of a moderator none", async () => {
    const [owner, here, moderator] = await people(rally);
    const gone = await signUp(rally);
    const id = await group(owner, here, moderator, gone);
    const role = { conversationId: id, userId: moderator.id, role: "moderator" };
    await command(owner, "member.role", role);
    const room = await openRoom(rally, here.token, roomName("user", here.id));
    const mentions = async (who: typeof here) =>
      (await unreadKinds(who)).filter((kind) => kind === "mention");
    await say(moderator, id, "@everyone of a moderator");
    await settled(rally, id);
    expect(await mentions(here)).toEqual([]);
    await say(owner, id, "@everyone now");
    await eventually(async () => expect(await mentions(here)).toEqual(["mention"]));
    await settled(rally, id);
    expect(await Promise.all([gone, moderator].map(mentions))).toEqual([[], []]);
    room.leave();
  });

  test("[S12] repeated @here is one notification for each member, with a count", async () => {
    const [owner, ...members] = await people(rally);
    const id = await group(owner, ...members);
    const rooms = [];
    for (const { token, id: user } of members) {
      rooms.push(await openRoom(rally, token, roomName("user", user)));
    }
    for (let n = 0; n < 5; n += 1) await say(owner, id, `@here ${n}`);
    await settled(rally, id);
    for (const member of members) {
      await eventually(async () => {
        const about = (await listOf(member)).filter(({ conversationId }) => conversationId === id);
        expect(about.filter(({ kind }) => kind !== "moderation")).toMatchObject([
          { kind: "mention", count: 5, message: { excerpt: "@here 4" } },
        ]);
      });
    }
    for (const room of rooms) room.leave();
  });

  test("[S14] @here notifies only members without a block between them and the author", async () => {
    const [owner, blocker, other] = await people(rally);
    const blocked = await signUp(rally);
    const members = [blocker, blocked, other];
    const id = await group(owner, ...members);
    await command(blocker, "user.block", { userId: owner.id });
    await command(owner, "user.block", { userId: blocked.id });
    const rooms = [];
    for (const { token, id: user } of members) {
      rooms.push(await openRoom(rally, token, roomName("user", user)));
    }
    await say(owner, id, "@here now");
    await say(owner, id, `@${blocker.user.username} @${blocked.user.username} by name`);
    await eventually(async () => expect(await unreadKinds(other)).toEqual(["mention"]));
    await settled(rally, id);
    expect(await Promise.all([blocker, blocked].map(unreadKinds))).toEqual([[], []]);
    for (const room of rooms) room.leave();
  });

  test("[S14] a member with the level all is not notified of messages by a user they blocked", async () => {
    const [owner, blocker, other] = await people(rally);
    const id = await group(owner, blocker, other);
    for (const who of [blocker, other]) {
      await command(who, "conversation.notify", { conversationId: id, level: "all" });
    }
    await command(blocker, "user.block", { userId: owner.id });
    await say(owner, id, "hello");
    await eventually(async () => expect(await unreadKinds(other)).toEqual(["message"]));
    await settled(rally, id);
    expect(await unreadKinds(blocker)).toEqual([]);
  });

  test("[S12] one message notifies a bounded number of members with the level all", async () => {
    const [owner, ...others] = await people(idle);
    const body = { kind: "group" as const, name: "crowd", members: others.map(({ id }) => id) };
    const { data } = await owner.call(createConversationRoute, { body });
    for (const other of others) {
      await command(other, "conversation.notify", { conversationId: data.id, level: "all" });
    }
    await say(owner, data.id, "hello");
    const presence = new RemotePresence(createLocalBus(), { to: "all", silence: 1_000 });
    const bounds = { smallRoomMembers: 2, largeRoomNotified: 1 };
    await processBatch({ database: idle.database, presence, limits: bounds }, [data.id]);
    presence.close();
    const notified = idle
      .database("notifications")
      .where({ conversation_id: data.id, kind: "message" });
    expect(await notified).toHaveLength(1);
  });
});

/** Checks the database each time that other processes are asked. */
class WatchedPresence extends RemotePresence {
  readonly seen: { users: readonly string[]; open: number }[] = [];
  override async askAndWait(users: readonly string[]): Promise<void> {
    const { rows } = await idle.database.raw<{ rows: { open: number }[] }>(
      `select count(*)::integer as open from pg_stat_activity
        where datname = current_database() and state like 'idle in transaction%'`,
    );
    this.seen.push({ users, open: rows[0]?.open ?? -1 });
  }
}

test("asks other processes for connected users before it takes locks", async () => {
  const [one, other, third] = await people(idle);
  const id = await group(one, other, third);
  await say(one, id, "@here now");
  const bus: Bus = Object.create(createLocalBus(), { shared: { value: true } }) as Bus;
  const presence = new WatchedPresence(bus, { to: "all", silence: 1_000 });
  await processBatch({ database: idle.database, presence, limits }, [id]);
  presence.close();
  expect(presence.seen).toHaveLength(1);
  expect(presence.seen[0]?.open).toBe(0);
  expect(presence.seen[0]?.users).toEqual(expect.arrayContaining([other.id, third.id]));
});

test("the server reports no error", () => {
  expect([...rally.errors, ...idle.errors]).toEqual([]);
});
