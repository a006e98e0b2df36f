import { randomBytes, randomUUID } from "node:crypto";
import { openRoom, eventually, type OpenRoom } from "@rally/api/testing";
import { createConversationRoute, sendMessageRoute } from "@rally/shared/conversations";
import { register, type SignedIn } from "@rally/shared/accounts";
import { pathOf } from "@rally/shared/http";
import { newId } from "@rally/shared/ids";
import { limits } from "@rally/shared/limits";
import { listPresence } from "@rally/shared/presence";
import { pokeSchema, roomName } from "@rally/shared/rooms";
import { createTestDatabase } from "@rally/shared/server/testing";
import { afterAll, expect, test } from "vitest";
import { startRallyProcess } from "../harness/index.js";

const database = await createTestDatabase();
const quick = { presenceRepeat: 300, presenceSilence: 1_500, pokeInterval: 100 };
const env = {
  RALLY_SECRET: randomBytes(48).toString("base64url"),
  RALLY_LIMITS: JSON.stringify({ ...quick, signInsPerMinute: 100_000 }),
};
const start = () => startRallyProcess({ env, databaseUrl: database.url });
const [left, right] = await Promise.all([start(), start()]);
const leaving: (() => void)[] = [];
afterAll(async () => {
  for (const leave of leaving) leave();
  await Promise.all([left.kill(), right.stop()]);
  await database.drop();
});

async function ask<T>(path: string, token?: string, body?: object): Promise<T> {
  const response = await fetch(`${right.url}${path}`, {
    ...(body && { method: "POST", body: JSON.stringify(body) }),
    headers: {
      "Content-Type": "application/json",
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    },
  });
  const answer = (await response.json()) as { success: boolean; data: T };
  if (!answer.success) throw new Error(JSON.stringify(answer));
  return answer.data;
}

async function signUp(): Promise<{ id: string; token: string }> {
  const username = `u_${randomUUID().slice(0, 8)}`;
  const account = { username, email: `${username}@example.org`, password: "correct horse battery" };
  const { accessToken, user } = await ask<SignedIn>(register.path, undefined, account);
  return { id: user.id, token: accessToken };
}

const enter = (url: string, token: string, room: string): Promise<OpenRoom> =>
  openRoom({ url, onClose: (leave) => leaving.push(leave) }, token, room);

const presenceIn = (room: OpenRoom) => pokeSchema.parse(room.others()[0]).poke.presence;

test("[S13] [S14] users of a killed server go offline after its reports time out", async () => {
  const [one, two] = [await signUp(), await signUp()];
  const { id } = await ask<{ id: string }>(createConversationRoute.path, one.token, {
    kind: "direct",
    userId: two.id,
  });
  await ask(pathOf(sendMessageRoute, { id }), two.token, {
    id: newId(),
    content: { kind: "text", body: "hello" },
  });
  const mine = await enter(right.url, one.token, roomName("user", one.id));
  const room = await enter(right.url, one.token, roomName("conversation", id));
  const theirs = await enter(left.url, two.token, roomName("user", two.id));
  const there = await enter(left.url, two.token, roomName("conversation", id));
  there.provider.awareness.setLocalState({ typing: true });
  const seen = async () =>
    (await ask<{ presence: string }[]>(`${listPresence.path}?ids=${two.id}`, one.token))[0];
  await eventually(async () => {
    expect(presenceIn(mine)).toEqual({ [two.id]: "online" });
    expect(room.others()).toEqual([{ typing: true, user: two.id }]);
    expect(await seen()).toMatchObject({ presence: "online" });
  });

  // The devices must not reconnect, because a reconnected user is online.
  for (const { provider } of [theirs, there]) provider.shouldConnect = false;
  await left.kill();
  await eventually(
    async () => {
      expect(presenceIn(mine)).toEqual({});
      expect(room.others()).toEqual([]);
      expect(await seen()).toMatchObject({ presence: "offline" });
    },
    2 * (quick.presenceSilence + quick.presenceRepeat),
  );
  expect(limits.presenceSilence).toBeGreaterThan(2 * limits.presenceRepeat);
});
