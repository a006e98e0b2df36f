import { changePassword, login, me, refresh } from "@rally/shared/accounts";
import { startTestRedis } from "@rally/shared/server/testing";
import { afterAll, describe, expect, test } from "vitest";
import { ask, eventually, signUp, startTestRally, type TestRally } from "../testing/index.js";

const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

async function start(...parameters: Parameters<typeof startTestRally>): Promise<TestRally> {
  const rally = await startTestRally(...parameters);
  closing.push(() => rally.close());
  return rally;
}

const limits = { guesses: 3, guessesOfAccount: 6, guessesFromAddress: 1_000, guessWait: 600 };
const publicUrl = "https://rally.example.org";

const signIn = (rally: TestRally, name: string, password: string, from = "203.0.113.1") =>
  ask(rally.url, login, {
    body: { login: name, password },
    headers: { "X-Forwarded-For": from },
  });
async function guess(rally: TestRally, name: string, times: number, from?: string) {
  const codes: string[] = [];
  for (let n = 0; n < times; n += 1) {
    const { body } = await signIn(rally, name, `wrong ${n}`, from);
    codes.push(body.success ? "in" : body.error.code);
  }
  return codes;
}
const [wrong, refused] = ["wrong_credentials", "too_many_attempts"];

describe("guessing a password", () => {
  test("blocks after a few attempts, even the right password, and says for how long", async () => {
    const rally = await start({ publicUrl, limits });
    const { user, password } = await signUp(rally);
    expect(await guess(rally, user.username, 4)).toEqual([wrong, wrong, wrong, refused]);
    const reply = await signIn(rally, user.username.toUpperCase(), password);
    expect(reply.status).toBe(429);
    const seconds = Number(reply.headers.get("Retry-After"));
    expect(seconds).toBeGreaterThan(590);
    expect(seconds).toBeLessThanOrEqual(600);
  });

  test("is counted once for all spellings that the database treats as equal", async () => {
    const rally = await start({ publicUrl, limits });
    const { user } = await signUp(rally, { username: "mississippi" });
    expect(await guess(rally, user.username, 3)).toEqual([wrong, wrong, wrong]);
    for (const name of ["MISSISSIPPI", "mİssissippi", "MİSSİSSİPPİ"]) {
      expect(await guess(rally, name, 1)).toEqual([refused]);
    }
  });

  test("is counted by account, for user name and email address together", async () => {
    const rally = await start({ publicUrl, limits });
    const { user, password } = await signUp(rally);
    const email = `${user.username}@example.org`;
    expect(await guess(rally, user.username, 3)).toEqual([wrong, wrong, wrong]);
    // Answered as wrong, because a refusal would reveal that the address is this user's.
    const right = await signIn(rally, email, password);
    expect(right.body).toMatchObject({ error: { code: wrong } });
    expect(await guess(rally, "nobody@example.org", 1, "203.0.113.2")).toEqual([wrong]);
    expect((await signIn(rally, email, password, "203.0.113.3")).status).toBe(200);
  });

  test("blocks unknown names as well", async () => {
    const rally = await start({ publicUrl, limits });
    expect(await guess(rally, "nobody", 4)).toEqual([wrong, wrong, wrong, refused]);
  });

  test("counts concurrent attempts", async () => {
    const rally = await start({ publicUrl, limits });
    const { user } = await signUp(rally);
    const replies = await Promise.all(
      Array.from({ length: 30 }, (_, n) => signIn(rally, user.username, `wrong ${n}`)),
    );
    expect(replies.filter(({ status }) => status === 401)).toHaveLength(3);
  });

  test("blocks longer each time", async () => {
    const rally = await start({ publicUrl, limits: { ...limits, guesses: 1, guessWait: 1 } });
    const waits: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      await eventually(async () => expect(await guess(rally, "nobody", 1)).toEqual([wrong]), 9_000);
      const { headers } = await signIn(rally, "nobody", "again");
      waits.push(Number(headers.get("Retry-After")));
    }
    expect(waits).toEqual([1, 2, 4]);
  });

  test("from many addresses is limited by account, and does not block its user", async () => {
    const rally = await start({ publicUrl, limits });
    const owner = await signUp(rally);
    const home = "198.51.100.7";
    expect((await signIn(rally, owner.user.username, owner.password, home)).status).toBe(200);
    const codes: string[] = [];
    for (let n = 1; n <= 8; n += 1) {
      codes.push(...(await guess(rally, owner.user.username, 1, `203.0.113.${n}`)));
    }
    expect(codes).toEqual([...Array.from({ length: 6 }, () => wrong), refused, refused]);
    // The user can sign in from a known address, and open sessions stay open.
    expect((await signIn(rally, owner.user.username, owner.password, home)).status).toBe(200);
    expect((await owner.ask(me)).status).toBe(200);
    expect((await ask(rally.url, refresh, { cookie: owner.cookie })).status).toBe(200);
    const body = { current: owner.password, next: "another fine password" };
    expect((await owner.ask(changePassword, { body })).status).toBe(200);
  });

  test("from one address at many accounts is limited by address", async () => {
    const rally = await start({ publicUrl, limits: { ...limits, guessesFromAddress: 5 } });
    const codes: string[] = [];
    for (let n = 0; n < 7; n += 1) codes.push(...(await guess(rally, `somebody${n}`, 1)));
    expect(codes).toEqual([...Array.from({ length: 5 }, () => wrong), refused, refused]);
    expect(await guess(rally, "somebody9", 1, "203.0.113.99")).toEqual([wrong]);
  });

  test("starts over after a success", async () => {
    const rally = await start({ publicUrl, limits });
    const { user, password } = await signUp(rally);
    for (let round = 0; round < 3; round += 1) {
      expect(await guess(rally, user.username, 2)).toEqual([wrong, wrong]);
      expect((await signIn(rally, user.username, password)).status).toBe(200);
    }
  });

  test("is counted by all servers together with Redis, and by each server without it", async () => {
    const redis = await startTestRedis();
    closing.push(() => redis.close());
    const one = await start({ publicUrl, limits, redisUrl: redis.url });
    const two = await start({ publicUrl, limits, redisUrl: redis.url, beside: one });
    expect(await guess(one, "nobody", 2)).toEqual([wrong, wrong]);
    expect(await guess(two, "nobody", 2)).toEqual([wrong, refused]);
    await redis.kill();
    expect(await guess(two, "nobody", 4)).toEqual([wrong, wrong, wrong, refused]);
  });
});

test("limits attempts at one's own password per session", async () => {
  const rally = await start({ publicUrl, limits });
  const person = await signUp(rally);
  const second = await signIn(rally, person.user.username, person.password);
  const other = second.body.success ? second.body.data.accessToken : "";
  const change = async (current: string, token = person.token) =>
    (await person.ask(changePassword, { token, body: { current, next: "a fine new one" } })).status;
  const statuses: number[] = [];
  for (let n = 0; n < 4; n += 1) statuses.push(await change(`wrong ${n}`));
  expect(statuses).toEqual([400, 400, 400, 429]);
  expect(await change(person.password, other)).toBe(200);
});
