import {
  changePassword,
  createToken,
  endAllSessions,
  endSessionRoute,
  listSessions,
  login,
  me,
  refresh,
} from "@rally/shared/accounts";
import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { roomName } from "@rally/shared/rooms";
import { confirmIdentity } from "@rally/shared/sign-in";
import { afterAll, describe, expect, test } from "vitest";
import {
  ask,
  eventually,
  expectClosedWithinASecond,
  openRoom,
  say,
  signInAgain,
  signUp,
  startTestRally,
} from "../../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());
const meWith = async (token: string) => (await ask(rally.url, me, { token })).status;

describe("the user's sessions", () => {
  test("are listed with the current one marked, and without other users'", async () => {
    const [person, other] = [await signUp(rally), await signUp(rally)];
    const second = await signInAgain(rally, person);
    const { data } = await person.call(listSessions);
    expect(data.map(({ id }) => id)).toContain(second.id);
    expect(data.filter(({ current }) => current)).toHaveLength(1);
    expect(data).toHaveLength(2);
    expect((await other.call(listSessions)).data).toHaveLength(1);
  });

  test("[S11] are ended one by one, with their sockets, within a second", async () => {
    const person = await signUp(rally);
    const second = await signInAgain(rally, person);
    const rooms = await Promise.all(
      [person.token, second.token].map((token) =>
        openRoom(rally, token, roomName("user", person.id)),
      ),
    );
    await person.call(endSessionRoute, { params: { id: second.id } });
    await person.call(endSessionRoute, { params: { id: second.id } });
    expect([await meWith(person.token), await meWith(second.token)]).toEqual([200, 401]);
    await eventually(() => expect(rooms[1]?.closed).toEqual([4401]));
    await expectClosedWithinASecond([rally], person.id, 4401);
    expect(rooms[0]?.closed).toEqual([]);
  });

  test("[S4] cannot be ended by another user", async () => {
    const [person, other] = [await signUp(rally), await signUp(rally)];
    const { sessionId: id } = rally.tokens.verifyAccess(other.token);
    expect((await person.ask(endSessionRoute, { params: { id } })).status).toBe(404);
    expect(await meWith(other.token)).toBe(200);
  });

  test("all end when the user logs out everywhere, except a bot's", async () => {
    const person = await signUp(rally);
    const second = await signInAgain(rally, person);
    const { data: bot } = await person.call(createToken, { body: { name: "bot" } });
    expect((await person.call(endAllSessions)).data).toEqual({ ended: 2 });
    const tokens = [person.token, second.token, bot.token];
    expect(await Promise.all(tokens.map(meWith))).toEqual([401, 401, 200]);
    expect((await ask(rally.url, refresh, { cookie: person.cookie })).status).toBe(401);
  });
});

describe("a changed password", () => {
  const next = "another fine password";

  test("ends the other sessions, and replaces the old one for signing in", async () => {
    const person = await signUp(rally);
    const second = await signInAgain(rally, person);
    const { data: bot } = await person.call(createToken, { body: { name: "bot" } });
    const body = { current: person.password, next };
    expect((await person.call(changePassword, { body })).data).toEqual({ ended: 1 });
    const tokens = [person.token, second.token, bot.token];
    expect(await Promise.all(tokens.map(meWith))).toEqual([200, 401, 200]);
    const statusWith = async (password: string) =>
      (await ask(rally.url, login, { body: { login: person.user.username, password } })).status;
    expect([await statusWith(person.password), await statusWith(next)]).toEqual([401, 200]);
  });

  test("ends bot tokens too when requested", async () => {
    const person = await signUp(rally);
    const { data: bot } = await person.call(createToken, { body: { name: "bot" } });
    await person.call(changePassword, { body: { current: person.password, next, bots: true } });
    expect(await meWith(bot.token)).toBe(401);
  });

  test("needs the current one, names the wrong field, and changes nothing else", async () => {
    const person = await signUp(rally);
    const second = await signInAgain(rally, person);
    const reply = await person.ask(changePassword, { body: { current: "wrong", next } });
    expect(reply.status).toBe(400);
    expect(reply.body).toMatchObject({
      error: { code: "invalid_input", fields: { current: ["wrong"] } },
    });
    expect(await meWith(second.token)).toBe(200);
  });

  test("is applied once when sent twice at the same time", async () => {
    const person = await signUp(rally);
    const replies = await Promise.all(
      ["first of the two", "second of the two"].map((password) =>
        person.ask(changePassword, { body: { current: person.password, next: password } }),
      ),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 400]);
  });
});

describe("a bot token", () => {
  test("has the rights of its user over HTTP and sockets, and is listed by its name", async () => {
    const person = await signUp(rally);
    const { data: bot } = await person.call(createToken, { body: { name: "echo" } });
    expect(bot.expiresAt - Date.now()).toBeGreaterThan(364 * 24 * 3_600_000);
    await say(
      { ...person, call: (route, request) => person.call(route, { ...request, token: bot.token }) },
      WORLD_CONVERSATION_ID,
      "beep",
    );
    const room = await openRoom(rally, bot.token, roomName("conversation", WORLD_CONVERSATION_ID));
    expect(room.closed).toEqual([]);
    const { data } = await person.call(listSessions);
    expect(data).toContainEqual(expect.objectContaining({ id: bot.id, kind: "bot", name: "echo" }));
    expect(JSON.stringify(data)).not.toContain(bot.token);
  });

  test("[S11] is revoked like any session, with its sockets, within a second", async () => {
    const person = await signUp(rally);
    const { data: bot } = await person.call(createToken, { body: { name: "echo" } });
    const room = await openRoom(rally, bot.token, roomName("user", person.id));
    await person.call(endSessionRoute, { params: { id: bot.id } });
    expect(await meWith(bot.token)).toBe(401);
    await eventually(() => expect(room.closed).toEqual([4401]));
    await expectClosedWithinASecond([rally], person.id, 4401);
  });

  test("[S4] creates no token, changes no password, ends no session", async () => {
    const person = await signUp(rally);
    const { data: bot } = await person.call(createToken, { body: { name: "echo" } });
    const token = bot.token;
    const replies = [
      await person.ask(createToken, { token, body: { name: "more" } }),
      await person.ask(changePassword, {
        token,
        body: { current: person.password, next: "a third password" },
      }),
      await person.ask(endSessionRoute, { token, params: { id: bot.id } }),
      await person.ask(endAllSessions, { token }),
    ];
    expect(replies.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect(await meWith(person.token)).toBe(200);
  });

  test("is created only after a re-authentication in the last ten minutes", async () => {
    const person = await signUp(rally);
    const sessions = rally.database("sessions").where("user_id", person.id);
    await sessions.clone().update({ confirmed_at: new Date(Date.now() - 11 * 60_000) });
    const make = () => person.ask(createToken, { body: { name: "helper" } });
    expect((await make()).body).toMatchObject({ error: { code: "confirmation_required" } });
    const body = { kind: "password" as const, password: person.password };
    await person.call(confirmIdentity, { body });
    expect((await make()).status).toBe(200);
    expect(await sessions.clone().where("kind", "bot")).toHaveLength(1);
  });

  test("is valid until the time given, which must be in the future and within ten years", async () => {
    const person = await signUp(rally);
    const expiring = (ms: number) =>
      person.ask(createToken, { body: { name: "echo", expiresAt: Date.now() + ms } });
    const codes = [await expiring(-1), await expiring(11 * 366 * 24 * 3_600_000)].map(({ body }) =>
      body.success ? "ok" : body.error.fields,
    );
    expect(codes).toEqual([{ expiresAt: ["too_small"] }, { expiresAt: ["too_big"] }]);
    const short = await expiring(1_500);
    const token = short.body.success ? short.body.data.token : "";
    await eventually(async () => expect(await meWith(token)).toBe(401));
  });
});

test("logs no internal error", () => {
  expect(rally.errors).toEqual([]);
});
