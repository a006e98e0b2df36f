import { createSecretKey, randomBytes } from "node:crypto";
import { logout } from "@rally/shared/accounts";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { roomName, socketProtocols } from "@rally/shared/rooms";
import { createTokens } from "@rally/shared/server/tokens";
import { afterAll, describe, expect, test } from "vitest";
import { ask, openRoom, openSocket, signUp, startTestRally, talk } from "../testing/index.js";

const rally = await startTestRally();
const published = await startTestRally({ beside: rally, publicUrl: "https://rally.example.org" });
afterAll(async () => {
  await published.close();
  await rally.close();
});

const [alice, bob, eve] = [await signUp(rally), await signUp(rally), await signUp(rally)];
const id = await talk(alice, bob);
const room = `/sync/${roomName("conversation", id)}`;
const gone = await signUp(rally);
await ask(rally.url, logout, { cookie: gone.cookie });
const foreign = createTokens(createSecretKey(randomBytes(48)));
const { token: foreignToken } = foreign.signAccess({ userId: alice.id, sessionId: newId() });
const { token: lostToken } = rally.tokens.signAccess({ userId: alice.id, sessionId: newId() });

const none = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${alice.token.split(".")[1]}.x`;

describe("[S4] a socket", () => {
  test.each([
    ["no token", ["rally.v1"]],
    ["an empty token", ["rally.v1", "bearer."]],
    ["an invalid token", socketProtocols("hello")],
    ["a token of another server", socketProtocols(foreignToken)],
    ["a token with the algorithm none", socketProtocols(none)],
    ["a token of an unknown session", socketProtocols(lostToken)],
    ["a token whose session ended", socketProtocols(gone.token)],
  ])("with %s is opened, receives nothing, and is closed with 4401", async (_what, protocols) => {
    for (const path of [room, `/sync/${roomName("user", alice.id)}`]) {
      const socket = await openSocket(rally, path, { protocols });
      expect(await socket.closed()).toBe(4401);
      expect(socket.received).toEqual([]);
    }
  });

  test.each([
    ["a conversation of others", roomName("conversation", id)],
    ["an unknown conversation", roomName("conversation", newId())],
    ["another user's room", roomName("user", alice.id)],
    ["an unknown user's room", roomName("user", newId())],
    ["a room of an unknown kind", `game.${newId()}`],
    ["a room without an id", "conversation."],
    ["a room with an id in capitals", `conversation.${WORLD_CONVERSATION_ID.toUpperCase()}`],
    ["a room with a longer name", `conversation.${WORLD_CONVERSATION_ID}.x`],
    ["a room at a deeper path", `conversation.${WORLD_CONVERSATION_ID}/x`],
    ["a broken name", "%E0%A4%A"],
    ["no room", ""],
  ])("to %s is closed with 4403", async (_what, name) => {
    const socket = await openSocket(rally, `/sync/${name}`, { token: eve.token });
    expect(await socket.closed()).toBe(4403);
    expect(socket.received).toEqual([]);
  });

  test.each(["https://evil.example.org", "null", "http://127.0.0.1", "http://localhost:8080"])(
    "from a page of %s is closed with 4403, whatever its token",
    async (origin) => {
      const socket = await openSocket(rally, room, { token: alice.token, origin });
      expect(await socket.closed()).toBe(4403);
    },
  );

  test("from Rally's own pages or from no page is accepted, and only `rally.v1` is echoed", async () => {
    for (const [on, origin] of [
      [rally, rally.url],
      [rally, undefined],
      [published, "https://rally.example.org"],
      [published, undefined],
    ] as const) {
      const options = { token: alice.token, ...(origin !== undefined && { origin }) };
      const socket = await openSocket(on, room, options);
      socket.sendParts(0, 0, new Uint8Array([0]));
      await socket.first("step2");
      expect(socket.protocol).toBe("rally.v1");
    }
    const socket = await openSocket(published, room, { token: alice.token, origin: published.url });
    expect(await socket.closed()).toBe(4403);
  });

  test("accepts no token from a query string or a cookie", async () => {
    const socket = await openSocket(rally, `${room}?token=${alice.token}`, {});
    expect(await socket.closed()).toBe(4401);
  });

  test("at an address with a trailing slash is accepted", async () => {
    const socket = await openSocket(rally, `${room}/`, { token: alice.token });
    socket.sendParts(0, 0, new Uint8Array([0]));
    await socket.first("step2");
  });

  test("at an address without sockets is refused", async () => {
    await expect(openSocket(rally, "/api/v1/me", { token: alice.token })).rejects.toThrow("404");
  });

  test("with a frame of more than 256 KB is closed with 4413, and above the wire's limit with 1009", async () => {
    const large = await openSocket(rally, room, { token: alice.token });
    large.send(new Uint8Array(300 * 1024));
    expect(await large.closed()).toBe(4413);
    const huge = await openSocket(rally, room, { token: alice.token });
    huge.send(new Uint8Array(5 * 1024 * 1024));
    expect([1009, 4413]).toContain(await huge.closed());
  });
});

describe("a room", () => {
  test("of a conversation that was started later can be joined at once", async () => {
    const late = await signUp(rally);
    const begun = await talk(late, eve);
    const entered = await openRoom(rally, eve.token, roomName("conversation", begun));
    expect(entered.closed).toEqual([]);
    expect(entered.provider.synced).toBe(true);
  });

  test("is closed with 4503 when Rally shuts down, which tells clients to reconnect", async () => {
    const other = await startTestRally({ beside: rally });
    const [socket, entered] = [
      await openSocket(other, room, { token: alice.token }),
      await openRoom(other, alice.token, roomName("user", alice.id)),
    ];
    const closing = socket.closed();
    await other.restart();
    expect(await closing).toBe(4503);
    expect(entered.closed).toContain(4503);
    expect(entered.provider.shouldConnect).toBe(true);
    await other.close();
  });
});
