import { register } from "@rally/shared/accounts";
import { runCommands } from "@rally/shared/commands";
import { createConversationRoute, listMessages } from "@rally/shared/conversations";
import type { Data, Route } from "@rally/shared/http";
import { newId } from "@rally/shared/ids";
import { listNotifications } from "@rally/shared/notifications";
import { createTestDatabase, timeoutFactor } from "@rally/shared/server/testing";
import { afterAll, expect, test, vi } from "vitest";
import { startRallyProcess } from "../harness/index.js";

const ROUNDS = 3;
const env = { RALLY_LIMITS: '{"commandsPerSecond": 100000, "notificationGather": 5}' };

const database = await createTestDatabase();
let rally = await startRallyProcess({ databaseUrl: database.url, env });
const { dataDirectory } = rally;
afterAll(async () => {
  await rally.stop();
  await database.drop();
});

async function ask<R extends Route>(
  route: R,
  path: string = route.path,
  token?: string,
  body?: object,
): Promise<Data<R>> {
  const response = await fetch(`${rally.url}${path}`, {
    ...(body && { method: "POST", body: JSON.stringify(body) }),
    headers: {
      "Content-Type": "application/json",
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    },
  });
  const answer = (await response.json()) as { success: boolean; data: Data<R> };
  if (!answer.success) throw new Error(JSON.stringify(answer));
  return answer.data;
}

async function newcomer(username: string): Promise<{ id: string; token: string }> {
  const account = { username, email: `${username}@example.org`, password: "correct horse battery" };
  const { user, accessToken } = await ask(register, register.path, undefined, account);
  return { id: user.id, token: accessToken };
}

test(
  "[S13] a server killed while it writes notifications misses no message and counts none twice",
  async () => {
    const [ada, ben] = [await newcomer("ada"), await newcomer("ben")];
    const body = { kind: "direct", userId: ben.id };
    const { id: conversationId } = await ask(
      createConversationRoute,
      createConversationRoute.path,
      ada.token,
      body,
    );
    const content = { kind: "text", body: "hello" };
    const send = () => {
      const command = { id: newId(), name: "message.send", input: { conversationId, content } };
      return ask(runCommands, runCommands.path, ada.token, { commands: [command] });
    };
    const history = listMessages.path.replace(":id", conversationId);
    for (let round = 0; round < ROUNDS; round += 1) {
      const strikeAt = 20 + Math.floor(Math.random() * 40);
      let killed: Promise<void> | undefined;
      for (let sent = 0; !killed; sent += 1) {
        await send();
        if (sent === strikeAt) {
          // Some messages are not yet on disk, and some have no notification yet.
          const underWay = Array.from({ length: 20 }, send);
          killed = rally.kill();
          await Promise.allSettled(underWay);
        }
      }
      await killed;
      rally = await startRallyProcess({ databaseUrl: database.url, dataDirectory, env });
      await vi.waitFor(
        async () => {
          const [newest] = await ask(listMessages, history, ada.token);
          const rows = await ask(listNotifications, listNotifications.path, ben.token);
          expect(rows.map(({ count }) => count)).toEqual([newest?.seq]);
        },
        // The killed process may have claimed the sweep, which runs every 30 s.
        { timeout: 40_000 * timeoutFactor, interval: 50 },
      );
    }
  },
  180_000 * timeoutFactor,
);
