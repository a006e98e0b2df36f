import { timeoutFactor } from "@rally/shared/server/testing";
import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { roomName } from "@rally/shared/rooms";
import { afterAll, expect, test } from "vitest";
import { eventually, openSocket, signUp, startTestRally } from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

test(
  "an idle room sends each of its sockets a frame that y-websocket counts as activity, within 20 s",
  { timeout: 30_000 * timeoutFactor },
  async () => {
    const person = await signUp(rally);
    const sockets = await Promise.all(
      [roomName("conversation", WORLD_CONVERSATION_ID), roomName("user", person.id)].map((room) =>
        openSocket(rally, `/sync/${room}`, { token: person.token }),
      ),
    );
    for (const socket of sockets) {
      socket.sendParts(0, 0, new Uint8Array([0]));
      await socket.first("step2");
    }
    const greeted = sockets.map(({ received }) => received.length);
    await Promise.all(
      sockets.map(({ received }, index) =>
        eventually(() => {
          expect(received.length).toBeGreaterThan(greeted[index] ?? 0);
          expect(received.at(-1)?.kind).toBe("awareness");
        }, 20_000),
      ),
    );
  },
);
