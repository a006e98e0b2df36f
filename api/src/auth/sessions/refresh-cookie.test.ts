import { login, logout, me, refresh } from "@rally/shared/accounts";
import { limits } from "@rally/shared/limits";
import { roomName } from "@rally/shared/rooms";
import { Session } from "@rally/shared/server/models";
import { afterAll, describe, expect, test } from "vitest";
import {
  ask,
  eventually,
  expectClosedWithinASecond,
  openRoom,
  signUp,
  startTestRally,
} from "../../testing/index.js";
import { sessionsOn } from "./testing/sessions.js";

const DAY = 24 * 3_600_000;
const rally = await startTestRally();
const secure = await startTestRally({ publicUrl: "https://rally.example.org" });
afterAll(async () => {
  await rally.close();
  await secure.close();
});
const { renew, rotate, rotatedAgo, generationOf, expectRefusedWithinASecond } = sessionsOn(rally);
const onSecure = sessionsOn(secure);

describe("the refresh cookie", () => {
  test("is sent to the auth routes only, and not to scripts or other sites", async () => {
    const { headers } = await ask(rally.url, login, {
      body: { login: "nobody", password: "x" },
    });
    expect(headers.getSetCookie()).toEqual([]);
    const person = await signUp(rally);
    const [cookie] = (await renew(person.cookie)).headers.getSetCookie();
    const attributes = (cookie ?? "").split("; ").map((part) => part.toLowerCase());
    expect(attributes).toEqual(
      expect.arrayContaining(["path=/api/v1/auth", "httponly", "samesite=strict"]),
    );
    expect(attributes).not.toContain("secure");
    const expires = attributes.find((part) => part.startsWith("expires="))?.slice(8) ?? "";
    expect(Date.parse(expires) - Date.now()).toBeGreaterThan(29 * 24 * 3_600_000);
  });

  test("is Secure where PUBLIC_URL is https", async () => {
    const person = await signUp(secure);
    const [cookie] = (await onSecure.renew(person.cookie)).headers.getSetCookie();
    expect(cookie?.toLowerCase()).toContain("; secure");
  });

  test("rotates: it yields a valid access token and a valid successor", async () => {
    const person = await signUp(rally);
    const first = await rotate(person, person.cookie);
    if (!first.body.success) throw new Error(first.body.error.code);
    expect(first.cookie).not.toBe(person.cookie);
    expect(first.body.data.user).toEqual(person.user);
    const { accessToken: token } = first.body.data;
    expect((await ask(rally.url, me, { token })).status).toBe(200);
    const second = await rotate(person, first.cookie ?? "");
    expect(second.status).toBe(200);
    expect(second.cookie).not.toBe(first.cookie);
  });

  test("is not replaced while it is young, so that a browser that crashes has a valid one", async () => {
    const person = await signUp(rally);
    await rotatedAgo(person, 295);
    for (let start = 0; start < 3; start += 1) {
      expect(await renew(person.cookie)).toMatchObject({ status: 200, cookie: person.cookie });
    }
    expect((await rotate(person, person.cookie)).cookie).not.toBe(person.cookie);
  });

  test("stays valid until its successor has been used, however long that takes", async () => {
    const person = await signUp(rally);
    const { cookie } = await rotate(person, person.cookie);
    await rotatedAgo(person, 20 * 24 * 3_600);
    for (const again of [await renew(person.cookie), await renew(person.cookie)]) {
      expect(again).toMatchObject({ status: 200, cookie });
    }
    const next = await rotate(person, cookie ?? "");
    expect(next.status).toBe(200);
    expect(next.cookie).not.toBe(cookie);
  });

  test.each([
    ["minutes", 180],
    ["days", 20 * 24 * 3_600],
  ])(
    "stays valid when its successor was lost, was sent again %s later and used at once",
    async (_later, seconds) => {
      const person = await signUp(rally);
      // Its answer was lost.
      const { cookie = "" } = await rotate(person, person.cookie);
      await rotatedAgo(person, seconds);
      // The browser crashes twice before the cookie is on disk.
      for (let start = 0; start < 2; start += 1) {
        expect(await renew(person.cookie)).toMatchObject({ status: 200, cookie });
        expect(await renew(cookie)).toMatchObject({ status: 200, cookie });
        await rotatedAgo(person, 20);
      }
      expect(await renew(person.cookie)).toMatchObject({ status: 200, cookie });
      // Two minutes after it was last sent, it is on disk.
      await rotatedAgo(person, 121);
      expect(await renew(cookie)).toMatchObject({ status: 200, cookie });
      const reused = await renew(person.cookie);
      expect(reused.body).toMatchObject({ error: { code: "session_ended" } });
    },
  );

  test("expires 30 days after it was last sent", async () => {
    const person = await signUp(rally);
    const { cookie = "" } = await rotate(person, person.cookie);
    await rotatedAgo(person, 20 * 24 * 3_600);
    await rally
      .database("sessions")
      .where("user_id", person.id)
      .update({ expires_at: rally.database.raw("now() + interval '10 days'") });
    const [given = ""] = (await renew(person.cookie)).headers.getSetCookie();
    const expires = Date.parse(/expires=([^;]+)/i.exec(given)?.[1] ?? "");
    expect(expires - Date.now()).toBeGreaterThan(29.9 * DAY);
    expect(given.split(";")[0]).toBe(cookie);
  });

  test("is accepted only a few times when it alternates with its successor", async () => {
    const person = await signUp(rally);
    const { cookie = "" } = await rotate(person, person.cookie);
    expect(await renew(cookie)).toMatchObject({ status: 200, cookie });
    for (let time = 0; time < limits.refreshReturns; time += 1) {
      await rotatedAgo(person, 301);
      expect(await renew(person.cookie)).toMatchObject({ status: 200, cookie });
      expect(await renew(cookie)).toMatchObject({ status: 200, cookie });
    }
    await rotatedAgo(person, 301);
    expect(await renew(person.cookie)).toMatchObject({ status: 200, cookie });
    const replaced = await renew(cookie);
    expect(replaced.status).toBe(200);
    expect(replaced.cookie).not.toBe(cookie);
    expect((await renew(person.cookie)).body).toMatchObject({ error: { code: "session_ended" } });
  });

  test("stays valid when its successor was used too soon to be on the browser's disk", async () => {
    const person = await signUp(rally);
    const { cookie } = await rotate(person, person.cookie);
    await rotatedAgo(person, 60);
    expect((await renew(cookie ?? "")).status).toBe(200);
    expect(await renew(person.cookie)).toMatchObject({ status: 200, cookie });
    expect((await renew(cookie ?? "")).status).toBe(200);
  });

  test("[S11] used again after its successor was used, though not replaced, ends its session", async () => {
    const person = await signUp(rally);
    const room = await openRoom(rally, person.token, roomName("user", person.id));
    const { cookie = "" } = await rotate(person, person.cookie);
    await rotatedAgo(person, 121);
    expect(await renew(cookie)).toMatchObject({ status: 200, cookie });
    expect((await renew(person.cookie)).body).toMatchObject({ error: { code: "session_ended" } });
    await eventually(() => expect(room.closed).toEqual([4401]));
    expect((await renew(cookie)).body).toMatchObject({ error: { code: "session_ended" } });
  });

  test("that has been replaced once stays valid until its own successor is used", async () => {
    const person = await signUp(rally);
    const second = (await rotate(person, person.cookie)).cookie ?? "";
    await rotatedAgo(person, 121);
    expect((await renew(second)).status).toBe(200);
    const third = (await rotate(person, second)).cookie ?? "";
    expect(third).not.toBe(second);
    expect(await renew(second)).toMatchObject({ status: 200, cookie: third });
  });

  test("yields the same successor to twenty concurrent renewals", async () => {
    const person = await signUp(rally);
    await rotatedAgo(person, 301);
    const replies = await Promise.all(Array.from({ length: 20 }, () => renew(person.cookie)));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(replies.map(({ cookie }) => cookie)).size).toBe(1);
    expect(await generationOf(person)).toBe(2);
  });

  test("[S11] used again after its successor was replaced, ends its session and its sockets", async () => {
    const person = await signUp(rally);
    const room = await openRoom(rally, person.token, roomName("user", person.id));
    const first = await rotate(person, person.cookie);
    const successor = (await rotate(person, first.cookie ?? "")).cookie ?? "";

    const reused = await renew(person.cookie);
    expect(reused.body).toMatchObject({ error: { code: "session_ended" } });
    await eventually(() => expect(room.closed).toEqual([4401]));
    await expectClosedWithinASecond([rally], person.id, 4401);
    expect((await renew(successor)).body).toMatchObject({ error: { code: "session_ended" } });
    await expectRefusedWithinASecond(person);
  });

  test("is cleared when it is no longer valid", async () => {
    const [cookie] = (await renew("rally_refresh=x.0.y")).headers.getSetCookie();
    expect(cookie).toMatch(/^rally_refresh=;.*expires=Thu, 01 Jan 1970/i);
  });

  test("is refused after the session's thirty days", async () => {
    const person = await signUp(rally);
    await rally
      .database("sessions")
      .where("user_id", person.id)
      .update({ expires_at: rally.database.raw("now() - interval '1 second'") });
    expect((await renew(person.cookie)).body).toMatchObject({ error: { code: "session_ended" } });
  });

  test("renews a session for a year at most", async () => {
    const person = await signUp(rally);
    const began = (days: number) =>
      rally
        .database("sessions")
        .where("user_id", person.id)
        .update({ created_at: new Date(Date.now() - days * DAY) });
    await began(360);
    const late = await rotate(person, person.cookie);
    const [cookie = ""] = late.headers.getSetCookie();
    const expires = Date.parse(/expires=([^;]+)/i.exec(cookie)?.[1] ?? "");
    expect(expires - Date.now()).toBeGreaterThan(4.9 * DAY);
    expect(expires - Date.now()).toBeLessThan(5.1 * DAY);
    const row = await Session.query(rally.database).findOne("user_id", person.id);
    expect(Math.abs((row?.expiresAt.getTime() ?? 0) - expires)).toBeLessThan(1_000);

    // The state of a session that was renewed before this limit existed.
    await began(366);
    await rally
      .database("sessions")
      .where("user_id", person.id)
      .update({ expires_at: new Date(Date.now() + 30 * DAY) });
    expect((await renew(late.cookie ?? "")).body).toMatchObject({
      error: { code: "session_ended" },
    });
  });

  test.each(["https://evil.example.org", "null", "http://127.0.0.1", "http://127.0.0.1:1"])(
    "is refused from another site: %s",
    async (origin) => {
      const person = await signUp(rally);
      for (const route of [refresh, logout]) {
        const reply = await ask(rally.url, route, {
          cookie: person.cookie,
          headers: { Origin: origin },
        });
        expect(reply.status).toBe(403);
        expect(reply.body).toMatchObject({ error: { code: "origin_refused" } });
        expect(reply.cookie).toBeUndefined();
      }
      expect(await generationOf(person)).toBe(1);
      expect((await renew(person.cookie, { Origin: rally.url })).status).toBe(200);
    },
  );

  test("is accepted from PUBLIC_URL's origin only, where it is set", async () => {
    const person = await signUp(secure);
    expect((await onSecure.renew(person.cookie, { Origin: secure.url })).status).toBe(403);
    const own = { Origin: "https://rally.example.org" };
    expect((await onSecure.renew(person.cookie, own)).status).toBe(200);
  });
});
