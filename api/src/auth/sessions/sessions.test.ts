import { login, logout, me } from "@rally/shared/accounts";
import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { roomName } from "@rally/shared/rooms";
import { ACCESS_TOKEN_SECONDS } from "@rally/shared/server/tokens";
import { afterAll, describe, expect, test, vi } from "vitest";
import {
  ask,
  eventually,
  expectClosedWithinASecond,
  openRoom,
  say,
  signUp,
  startTestRally,
  type TestPerson,
} from "../../testing/index.js";
import { sessionsOn } from "./testing/sessions.js";

const rally = await startTestRally();
afterAll(() => rally.close());
const { renew, expectRefusedWithinASecond } = sessionsOn(rally);

test("signing in ends the browser's previous session, of any user, and no other", async () => {
  const [person, other] = [await signUp(rally), await signUp(rally)];
  const elsewhere = await ask(rally.url, login, {
    body: { login: person.user.username, password: person.password },
  });
  const body = { login: other.user.username, password: other.password };
  const forged = person.cookie.replace(/.$/, (last) => (last === "A" ? "B" : "A"));
  expect((await ask(rally.url, login, { body, cookie: forged })).status).toBe(200);
  expect((await person.ask(me)).status).toBe(200);

  const signedIn = await ask(rally.url, login, { body, cookie: person.cookie });
  expect(signedIn.status).toBe(200);
  expect((await renew(person.cookie)).body).toMatchObject({ error: { code: "session_ended" } });
  await eventually(async () => expect((await person.ask(me)).status).toBe(401), 2_000);
  for (const cookie of [elsewhere.cookie, other.cookie, signedIn.cookie]) {
    expect((await renew(cookie ?? "")).status).toBe(200);
  }
});

describe("logging out", () => {
  test("[S11] ends the session's tokens, cookie and sockets within a second, and no other's", async () => {
    const person = await signUp(rally);
    const other = await ask(rally.url, login, {
      body: { login: person.user.username, password: person.password },
    });
    if (!other.body.success) throw new Error(other.body.error.code);
    const room = roomName("user", person.id);
    const mine = await openRoom(rally, person.token, room);
    const world = await openRoom(rally, other.body.data.accessToken, room);

    const left = await ask(rally.url, logout, { cookie: person.cookie });
    expect(left.body).toEqual({ success: true, data: { loggedOut: true } });
    expect(left.headers.getSetCookie()[0]).toMatch(/^rally_refresh=;/);
    await eventually(() => expect(mine.closed).toEqual([4401]));
    await expectClosedWithinASecond([rally], person.id, 4401);
    await expectRefusedWithinASecond(person);
    expect((await renew(person.cookie)).status).toBe(401);
    const again = await openRoom(rally, person.token, room);
    expect(again.closed).toEqual([4401]);

    expect(world.provider.wsconnected).toBe(true);
    expect((await renew(other.cookie ?? "")).status).toBe(200);
  });

  test("[S11] reaches open sockets within a second from the row alone, when the hint is lost", async () => {
    const person = await signUp(rally);
    const room = await openRoom(rally, person.token, roomName("user", person.id));
    await rally
      .database("sessions")
      .where("user_id", person.id)
      .update({ ended_at: rally.database.fn.now() });
    await eventually(() => expect(room.closed).toEqual([4401]));
    await expectClosedWithinASecond([rally], person.id, 4401);
    await expectRefusedWithinASecond(person);
  });

  test("twice, or without a cookie, is no error", async () => {
    const person = await signUp(rally);
    for (const cookie of [person.cookie, person.cookie, ""]) {
      expect((await ask(rally.url, logout, { cookie })).status).toBe(200);
    }
  });
});

/** An access token of a user's session that expires in two seconds. */
function expiringTokenOf(person: TestPerson): string {
  const identity = rally.tokens.verifyAccess(person.token);
  const signedAt = Date.now() - ACCESS_TOKEN_SECONDS * 1_000 + 2_000;
  const clock = vi.spyOn(Date, "now").mockReturnValue(signedAt);
  try {
    return rally.tokens.signAccess(identity).token;
  } finally {
    clock.mockRestore();
  }
}

test("[S11] an expired token closes no socket that its session opened", async () => {
  const person = await signUp(rally);
  const token = expiringTokenOf(person);
  const room = await openRoom(rally, token, roomName("conversation", WORLD_CONVERSATION_ID));
  await eventually(async () => expect((await ask(rally.url, me, { token })).status).toBe(401));
  const late = await openRoom(rally, token, roomName("user", person.id));
  expect(late.closed).toEqual([4401]);
  await say(person, WORLD_CONVERSATION_ID, "still here");
  await eventually(() => expect(room.texts()).toContain("still here"));
  expect(room.closed).toEqual([]);
});
