import { login, register } from "@rally/shared/accounts";
import { runCommands } from "@rally/shared/commands";
import { sendMessageRoute } from "@rally/shared/conversations";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { startTestRedis } from "@rally/shared/server/testing";
import { afterAll, describe, expect, test } from "vitest";
import { ask, signUp, startTestRally, type TestRally } from "../../testing/index.js";

const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

async function start(...parameters: Parameters<typeof startTestRally>): Promise<TestRally> {
  const rally = await startTestRally(...parameters);
  closing.push(() => rally.close());
  return rally;
}

const guess = (rally: TestRally, from?: string) =>
  ask(rally.url, login, {
    body: { login: "nobody", password: "a wrong password" },
    ...(from !== undefined && { headers: { "X-Forwarded-For": from } }),
  });
const guesses = async (count: number, rally: TestRally, from?: string) => {
  const statuses: number[] = [];
  for (let n = 0; n < count; n += 1) statuses.push((await guess(rally, from)).status);
  return statuses;
};

function expectRateLimited(reply: { status: number; body: unknown; headers: Headers }): void {
  expect(reply.status).toBe(429);
  expect(reply.body).toMatchObject({ success: false, error: { code: "rate_limited" } });
  expect(Number(reply.headers.get("Retry-After"))).toBeGreaterThanOrEqual(1);
}

const sent = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: newId(),
    name: "message.send",
    input: {
      conversationId: WORLD_CONVERSATION_ID,
      content: { kind: "text", body: `${index}` },
    },
  }));

describe("[S12] signing in", () => {
  test("is refused above its rate with Retry-After; registering counts as well", async () => {
    const rally = await start({ limits: { signInsPerMinute: 3 } });
    await signUp(rally);
    expect(await guesses(2, rally)).toEqual([401, 401]);
    const refused = await guess(rally);
    expectRateLimited(refused);
    expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThan(50);
    const body = { username: "late", email: "late@example.org", password: "correct horse battery" };
    expectRateLimited(await ask(rally.url, register, { body }));
  });

  test("is counted by the address that the operator's proxy sends, and by network in IPv6", async () => {
    const rally = await start({
      publicUrl: "https://rally.example.org",
      limits: { signInsPerMinute: 1 },
    });
    expect(await guesses(2, rally, "203.0.113.7")).toEqual([401, 429]);
    // The client's own entry precedes the one that the proxy adds.
    expect(await guesses(1, rally, "198.51.100.1, 203.0.113.7")).toEqual([429]);
    expect(await guesses(1, rally, "203.0.113.8")).toEqual([401]);
    expect(await guesses(1, rally, "2001:db8::1")).toEqual([401]);
    expect(await guesses(1, rally, "2001:DB8:0:0:9::2")).toEqual([429]);
    expect(await guesses(1, rally, "2001:db8:0:1::2")).toEqual([401]);
  });

  test("ignores X-Forwarded-For where no proxy is configured", async () => {
    const rally = await start({ limits: { signInsPerMinute: 1 } });
    expect(await guesses(1, rally, "203.0.113.7")).toEqual([401]);
    expect(await guesses(1, rally, "203.0.113.8")).toEqual([429]);
  });

  test("is counted by all servers together with Redis, and by each server without it", async () => {
    const redis = await startTestRedis();
    closing.push(() => redis.close());
    const options = { redisUrl: redis.url, limits: { signInsPerMinute: 4 } };
    const left = await start({ shared: true, ...options });
    const right = await start({ beside: left, ...options });
    expect(await guesses(2, left)).toEqual([401, 401]);
    expect(await guesses(3, right)).toEqual([401, 401, 429]);
    expect(await guesses(1, left)).toEqual([429]);
    await redis.kill();
    const other = await start({ beside: left, ...options });
    expect(await guesses(5, other)).toEqual([401, 401, 401, 401, 429]);
  });
});

describe("[S12] commands", () => {
  test("are refused above their rate, counting each command of a request, without delaying other users", async () => {
    const rally = await start({ limits: { commandsPerSecond: 10 } });
    const [one, two] = [await signUp(rally), await signUp(rally)];
    const { data } = await one.call(runCommands, { body: { commands: sent(99) } });
    expect(data.every(({ success }) => success)).toBe(true);
    const refused = await one.ask(runCommands, { body: { commands: sent(2) } });
    expectRateLimited(refused);
    expect(Number(refused.headers.get("Retry-After"))).toBeLessThanOrEqual(10);
    const request = {
      params: { id: WORLD_CONVERSATION_ID },
      body: { id: newId(), content: { kind: "text" as const, body: "hello" } },
    };
    expectRateLimited(await one.ask(sendMessageRoute, request));
    expect((await two.ask(sendMessageRoute, request)).status).toBe(200);
  });
});
