import { forgotPassword, login, me, refresh, resetPassword } from "@rally/shared/accounts";
import { limits } from "@rally/shared/limits";
import { roomName } from "@rally/shared/rooms";
import { afterAll, describe, expect, test } from "vitest";
import {
  askAs,
  arrival,
  ask,
  eventually,
  expectClosedWithinASecond,
  mailsTo,
  openRoom,
  signInAgain,
  signUp,
  startTestRally,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const next = "a wholly new password";
const RESET = /new password/;

const forget = (email: string) => ask(rally.url, forgotPassword, { body: { email } });
const reset = (token: string, password = next) =>
  ask(rally.url, resetPassword, { body: { token, password } });
const statusWith = async (person: TestPerson, password: string) =>
  (await ask(rally.url, login, { body: { login: person.user.username, password } })).status;

async function resetToken(person: TestPerson, count = 1): Promise<string> {
  await forget(person.user.email);
  return (await arrival(rally, person.user.email, RESET, count)).token;
}

async function requestReset(headers: Record<string, string>, email: string): Promise<number> {
  const asked = await askAs(rally.url, {
    method: "POST",
    path: forgotPassword.path,
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify({ email }),
  });
  return asked.status;
}

function expectRefused(reply: Awaited<ReturnType<typeof reset>>): void {
  expect(reply.status).toBe(403);
  expect(reply.body).toMatchObject({ error: { code: "link_refused" } });
}

describe("a forgotten password", () => {
  test("is replaced with the mailed link, which ends every session, bot and socket", async () => {
    const person = await signUp(rally);
    const second = await signInAgain(rally, person);
    const room = await openRoom(rally, person.token, roomName("user", person.id));
    const { data } = (await reset(await resetToken(person))).body as { data: object };
    expect(data).toEqual({ username: person.user.username });
    expect([await statusWith(person, person.password), await statusWith(person, next)]).toEqual([
      401, 200,
    ]);
    for (const token of [person.token, second.token]) {
      await eventually(async () => expect((await ask(rally.url, me, { token })).status).toBe(401));
    }
    expect((await ask(rally.url, refresh, { cookie: person.cookie })).status).toBe(401);
    await eventually(() => expect(room.closed).toEqual([4401]));
    await expectClosedWithinASecond([rally], person.id, 4401);
    await arrival(rally, person.user.email, /password was changed/);
  });

  test("gets the same answer for an unknown address, and no mail is sent", async () => {
    const person = await signUp(rally);
    const known = await forget(person.user.email.toUpperCase());
    const unknown = await forget("nobody-at-all@example.org");
    expect(known.status).toBe(200);
    expect(unknown.status).toBe(200);
    expect(unknown.body).toEqual(known.body);
    await arrival(rally, person.user.email, RESET);
    expect(await mailsTo(rally, "nobody-at-all@example.org")).toEqual([]);
  });

  test("sends only a few links an hour to one address, known or not", async () => {
    // Registration sent one.
    const known = { email: (await signUp(rally)).user.email, left: limits.requestedMails - 1 };
    const unknown = { email: "nobody-here@example.org", left: limits.requestedMails };
    for (const { email, left } of [known, unknown]) {
      for (let n = 0; n < left; n += 1) expect((await forget(email)).status).toBe(200);
      const refused = await forget(email);
      expect(refused.body).toMatchObject({ error: { code: "rate_limited" } });
      expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThan(3_000);
    }
  });
});

describe("a reset link", () => {
  test("works once, also for ten concurrent requests", async () => {
    const person = await signUp(rally);
    const token = await resetToken(person);
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, index) => reset(token, `password number ${index}`)),
    );
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expectRefused(await reset(token));
  });

  test("expires after an hour", async () => {
    const person = await signUp(rally);
    const token = await resetToken(person);
    const links = rally.database("account_links").where({ user_id: person.id, kind: "reset" });
    const row = await links.clone().first<{ created_at: Date; expires_at: Date }>();
    expect(row.expires_at.getTime() - row.created_at.getTime()).toBeLessThan(3_601_000);
    await links.update({ expires_at: new Date(Date.now() - 1) });
    expectRefused(await reset(token));
    expect(await statusWith(person, person.password)).toBe(200);
  });

  test("stops working when the password was changed otherwise, and when another link was requested", async () => {
    const person = await signUp(rally);
    const first = await resetToken(person);
    const second = await resetToken(person, 2);
    expectRefused(await reset(first));
    // Changed directly in the database: the link is bound to the password hash.
    const { password_hash: hash } = await rally
      .database("users")
      .where("id", (await signUp(rally)).id)
      .first<{ password_hash: string }>();
    await rally.database("users").where("id", person.id).update({ password_hash: hash });
    expectRefused(await reset(second));
  });

  test("that is forged, or of another kind, is refused", async () => {
    const person = await signUp(rally);
    const token = await resetToken(person);
    const confirm = await arrival(rally, person.user.email, /Confirm/);
    const changed = `${token.startsWith("A") ? "B" : "A"}${token.slice(1)}`;
    for (const forged of [changed, "x", confirm.token, token.slice(0, -1)]) {
      expectRefused(await reset(forged));
    }
    expect((await reset("no token, but words")).body).toMatchObject({
      error: { code: "invalid_input", fields: { token: ["format"] } },
    });
    expect((await reset(token, "short")).body).toMatchObject({
      error: { fields: { password: ["too_short"] } },
    });
    expect((await reset(token)).status).toBe(200);
  });

  test("is stored as a hash only, and its mail is sealed until it is sent", async () => {
    const person = await signUp(rally);
    const token = await resetToken(person);
    const { rows } = await rally.database.raw<{ rows: { row: string }[] }>(
      "select row_to_json(l)::text as row from account_links l union all select row_to_json(m)::text from mails m",
    );
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(token).toString("hex"));
    await eventually(async () => {
      const waiting = await rally.database("mails").where("recipient", person.user.email);
      expect(waiting).toEqual([]);
    });
  });

  test("never uses the Host header of a request", async () => {
    const person = await signUp(rally);
    const poisons: Record<string, string>[] = [
      { "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https" },
      { Forwarded: "host=evil.example", Origin: "https://evil.example" },
      { Host: "evil.example" },
    ];
    for (const poison of poisons) {
      const status = await requestReset(poison, person.user.email);
      expect(status).toBe(200);
    }
    await arrival(rally, person.user.email, RESET, poisons.length);
    const { port } = new URL(rally.url);
    for (const { link, text } of await mailsTo(rally, person.user.email)) {
      expect(new URL(link).origin).toBe(`http://localhost:${port}`);
      expect(text).not.toContain("evil");
    }
  });

  test("begins with PUBLIC_URL where it is set", async () => {
    const publicUrl = "https://rally.example.org";
    const behind = await startTestRally({ publicUrl });
    const person = await signUp(behind);
    await ask(behind.url, forgotPassword, { body: { email: person.user.email } });
    const { link, from } = await arrival(behind, person.user.email, RESET);
    await behind.close();
    expect(link.startsWith(`${publicUrl}/reset#`)).toBe(true);
    expect(from).toBe("rally@rally.example.org");
  });
});

test("logs no internal error", () => {
  expect(rally.errors).toEqual([]);
});
