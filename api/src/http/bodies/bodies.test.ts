import { queryObjects } from "node:v8";
import { gzipSync } from "node:zlib";
import { runCommands } from "@rally/shared/commands";
import { listConversations } from "@rally/shared/conversations";
import { exportData } from "@rally/shared/export";
import { limits, type Limits } from "@rally/shared/limits";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { openDatabase } from "@rally/shared/server/database";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import {
  askRaw,
  eventually,
  expectFailure,
  openHttp,
  signUp,
  startTestRally,
  type RawHttp,
  type TestRally,
} from "../../testing/index.js";

const KB = 1024;
const rally = await startTestRally();
/** Has room for four bodies without a user, two of one user, and three of all users. */
const narrow = await startTestRally({
  limits: {
    strangersBodyBytes: 60 * KB,
    addressBodyBytes: 60 * KB,
    userBodyBytes: 120 * KB,
    usersBodyBytes: 180 * KB,
  },
});
/** A body must start within 20 ms, and is checked every 20 ms. */
const hasty = await startTestRally({ limits: { bodyWindow: 20 } });
/** One byte satisfies each check, but the whole body must arrive within 100 ms. */
const limited = await startTestRally({
  limits: { bodyWindow: 20, bodyPace: 0, bodyTime: 100, bodyTotalPace: 2 ** 40 },
});
/** Has room for two large bodies of one user, and 300 KB of large bodies in all. */
const separate = await startTestRally({
  limits: { userLargeBodies: 2, usersLargeBodyBytes: 300 * KB },
});
const rallys = [rally, narrow, hasty, limited, separate];
afterAll(async () => {
  for (const each of rallys) await each.close();
});

const opened: RawHttp[] = [];
afterEach(() => {
  for (const http of opened.splice(0)) http.close();
});

const LOGIN = "/api/v1/auth/login";
const COMMANDS = "/api/v1/commands";
const CREATE = "/api/v1/conversations";

interface Head {
  method?: string;
  path: string;
  length?: number;
  headers?: Record<string, string>;
}

/** Begins a request with a JSON body of `length` bytes, and sends `sent`. */
async function begin(to: TestRally, head: Head, sent: string | Uint8Array = ""): Promise<RawHttp> {
  const lines = Object.entries({
    Host: "rally.test",
    "Content-Type": "application/json",
    ...(head.length !== undefined && { "Content-Length": String(head.length) }),
    ...head.headers,
  }).map(([name, value]) => `${name}: ${value}`);
  const http = await openHttp(
    to,
    `${head.method ?? "POST"} ${head.path} HTTP/1.1\n${lines.join("\n")}\n\n`,
  );
  opened.push(http);
  if (sent.length > 0) http.send(sent);
  return http;
}

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const post = (to: TestRally, path: string, body: string | Uint8Array<ArrayBuffer>, headers = {}) =>
  askRaw(to.url, {
    method: "POST",
    path,
    body,
    headers: { "Content-Type": "application/json", ...headers },
  });

/** The value of a gauge at /metrics. */
async function gauge(of: TestRally, name: string): Promise<number> {
  const { text } = await askRaw(of.url, { method: "GET", path: "/metrics" });
  return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
}
const held = (of: TestRally) => gauge(of, "rally_http_body_bytes");

describe("[S12] a body", () => {
  test("is not held in memory for 400 unauthenticated connections that withhold its end", async () => {
    const bomb = gzipSync(Buffer.alloc(4 << 20, "["));
    const paths = [COMMANDS, LOGIN, "/api/v1/nowhere", CREATE];
    const attackers = await Promise.all(
      Array.from({ length: 400 }, (_, n) =>
        begin(
          rally,
          {
            path: paths[n % paths.length] as string,
            length: bomb.length,
            headers: { "Content-Encoding": "gzip" },
          },
          bomb.subarray(0, -9),
        ),
      ),
    );
    const answers = await Promise.all(attackers.map((http) => http.answer()));
    const statuses = answers.map(({ status }) => status);
    expect([...new Set(statuses)].sort()).toEqual([401, 404, 415]);
    expect(await held(rally)).toBe(0);
    // The answered connections are closed although their bodies are incomplete.
    await Promise.all(attackers.map((http) => http.closed()));
  });

  test("is not requested (100-continue) before its sender is authorized", async () => {
    const expecting = { Expect: "100-continue" };
    const stranger = await begin(rally, { path: COMMANDS, length: 100, headers: expecting });
    expect((await stranger.answer()).status).toBe(401);
    expect(stranger.received).not.toContain("100 Continue");
    const login = await begin(rally, { path: LOGIN, length: 2, headers: expecting });
    await eventually(() => expect(login.received).toContain("HTTP/1.1 100 Continue\r\n\r\n"));
    login.send("{}");
    await eventually(() => expect(login.received).toContain("HTTP/1.1 400 "));
  });

  test("has at most 16 KB without a token, with and without Content-Length", async () => {
    const most = 16 * KB;
    const text = (length: number) => JSON.stringify({ login: "x".repeat(length - 12) });
    expect(text(most)).toHaveLength(most);
    expectFailure(await post(rally, LOGIN, text(most)), "invalid_input");
    expectFailure(await post(rally, LOGIN, text(most + 1)), "too_large");
    const announced = await begin(rally, { path: LOGIN, length: most + 1 });
    expectFailure(await announced.answer(), "too_large");
    const chunked = await begin(
      rally,
      { path: LOGIN, headers: { "Transfer-Encoding": "chunked" } },
      `${(most + 1).toString(16)}\r\n${"x".repeat(most + 1)}`,
    );
    expectFailure(await chunked.answer(), "too_large");
    await chunked.closed();
  });

  test("has at most 64 KB with a token, and 4 MB for a batch of commands", async () => {
    const { token } = await signUp(rally);
    const most = 64 * KB;
    const wide = (length: number) => `${" ".repeat(length - 2)}{}`;
    expectFailure(await post(rally, CREATE, wide(most), bearer(token)), "invalid_input");
    expectFailure(await post(rally, CREATE, wide(most + 1), bearer(token)), "too_large");
    expectFailure(await post(rally, COMMANDS, wide(4 * KB * KB), bearer(token)), "invalid_input");
    expectFailure(await post(rally, COMMANDS, wide(4 * KB * KB + 1), bearer(token)), "too_large");
  });

  test("is refused with any Content-Encoding", async () => {
    const { token } = await signUp(rally);
    for (const encoding of ["gzip", "deflate", "br", "identity", "morse"]) {
      for (const [path, headers] of [
        [LOGIN, {}],
        [COMMANDS, bearer(token)],
      ] as const) {
        const reply = await post(rally, path, "{}", { ...headers, "Content-Encoding": encoding });
        expectFailure(reply, "unsupported_media_type");
      }
    }
  });

  test("is refused when it is nested deeper than 32 levels, or holds more values than any command needs", async () => {
    const { token } = await signUp(rally);
    const nested = (depth: number) => `${"[".repeat(depth)}"]["${"]".repeat(depth)}`;
    const send = (body: string) => post(rally, COMMANDS, body, bearer(token));
    expect(expectFailure(await send(nested(32)), "invalid_input").fields).toBeDefined();
    expect(expectFailure(await send(nested(33)), "invalid_input").fields).toBeUndefined();
    const deep = await send(`{"commands":${"[".repeat(2 << 20)}`);
    expect(expectFailure(deep, "invalid_input").fields).toBeUndefined();
    const many = (values: number) => JSON.stringify({ commands: Array(values).fill(0) });
    const most = limits.bodyValues;
    expect(expectFailure(await send(many(most - 2)), "invalid_input").fields).toBeDefined();
    expect(expectFailure(await send(many(most)), "invalid_input").fields).toBeUndefined();
  });

  test("with many unknown keys gets a short error that does not repeat them", async () => {
    const { token } = await signUp(rally);
    const keys = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, n) => [`secret${n}${"x".repeat(300)}`, 1]),
    );
    const reply = await post(rally, COMMANDS, JSON.stringify(keys), bearer(token));
    expect(expectFailure(reply, "invalid_input").fields).toEqual({
      commands: ["required"],
      "*": ["unknown"],
    });
    const broken = Array.from({ length: 100 }, () => ({ id: 1, ...keys }));
    const commands = JSON.stringify({ commands: broken.map(() => ({ id: 1, evil: 1 })) });
    const refused = expectFailure(
      await post(rally, COMMANDS, commands, bearer(token)),
      "invalid_input",
    );
    expect(Object.keys(refused.fields ?? {})).toHaveLength(10);
  });

  test("is refused when it is not valid UTF-8", async () => {
    const { token } = await signUp(rally);
    const id = newId();
    const command = {
      ...{ id, name: "message.send" },
      input: {
        conversationId: WORLD_CONVERSATION_ID,
        content: { kind: "text", body: "caf\u00e9" },
      },
    };
    const latin1 = new Uint8Array(Buffer.from(JSON.stringify({ commands: [command] }), "latin1"));
    expectFailure(await post(rally, COMMANDS, latin1, bearer(token)), "invalid_json");
    const utf8 = JSON.stringify({ commands: [command] });
    expect((await post(rally, COMMANDS, utf8, bearer(token))).status).toBe(200);
    expect(runCommands.path).toBe(COMMANDS);
    const stored: unknown = await rally.database("messages").where({ id });
    expect(JSON.stringify(stored)).toContain("caf\u00e9");
  });

  test("is given up when it does not start or arrives too slowly, and its connection is closed", async () => {
    const { token } = await signUp(hasty);
    const silent = await begin(hasty, { path: LOGIN, length: 100 });
    const slow = await begin(
      hasty,
      { path: COMMANDS, length: 60 * KB, headers: bearer(token) },
      "{",
    );
    for (const http of [silent, slow]) {
      expectFailure(await http.answer(), "too_slow");
      await http.closed();
    }
    expect(await held(hasty)).toBe(0);
  });
});

describe("[S12] a body in small chunks", () => {
  const CHUNKED = { "Transfer-Encoding": "chunked" };
  const chunks = (count: number) => "1\r\n \r\n".repeat(count);

  test("is complete for every chunk size", async () => {
    const { token } = await signUp(rally);
    const id = newId();
    const body = "aé漢🙂".repeat(1_500);
    const input = { conversationId: WORLD_CONVERSATION_ID, content: { kind: "text", body } };
    const text = JSON.stringify({ commands: [{ id, name: "message.send", input }] });
    const bytes = Buffer.from(text);
    const http = await begin(rally, { path: COMMANDS, headers: { ...CHUNKED, ...bearer(token) } });
    for (let at = 0, size = 1; at < bytes.length; at += size, size = (size * 3) % 997) {
      const piece = bytes.subarray(at, at + size);
      http.send(Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece]));
      http.send("\r\n");
    }
    http.send("0\r\n\r\n");
    expect((await http.answer()).status).toBe(200);
    const stored: unknown = await rally.database("messages").where({ id });
    expect(JSON.stringify(stored)).toContain(body);
  });

  test("is refused when it has too many chunks", async () => {
    const { token } = await signUp(rally);
    const http = await begin(rally, { path: COMMANDS, headers: { ...CHUNKED, ...bearer(token) } });
    http.send(chunks(limits.bodyPieces + 100));
    expectFailure(await http.answer(), "invalid_input");
    await http.closed();
    expect(await held(rally)).toBe(0);
  });
});

describe("[S12] an unexpected request body", () => {
  const buffers = () => Number(queryObjects(Uint8Array, { format: "count" }));

  test.each([listConversations, exportData])(
    "is discarded while the answer is made: $path",
    async ({ path }) => {
      const { token } = await signUp(rally);
      const locker = openDatabase(rally.databaseUrl, { connections: 1 });
      const headers = { "Transfer-Encoding": "chunked", ...bearer(token) };
      const trx = await locker.transaction();
      await trx.raw("lock table users in access exclusive mode");
      const http = await begin(rally, { method: "GET", path, headers });
      try {
        const before = buffers();
        // More than the operating system buffers when the server does not read.
        const chunk = `400\r\n${" ".repeat(KB)}\r\n`;
        for (let sent = 0; sent < 32; sent += 1) http.send(chunk.repeat(KB));
        await eventually(() => expect(http.unsent).toBe(0));
        expect(buffers() - before).toBeLessThan(1_000);
        expect(http.received).toBe("");
      } finally {
        await trx.rollback();
        await locker.destroy();
      }
      await eventually(() => expect(http.received).toMatch(/^HTTP\/1.1 200 /));
    },
  );
});

describe("[S12] the body of a request that exceeds its budget", () => {
  interface Case {
    name: string;
    bounds: Partial<Limits>;
    path: string;
    /** Requests that cost, repeated until one is refused. */
    spend: { method: string; path: string };
    isOfUser: boolean;
  }
  const login = { method: "POST", path: LOGIN };
  const unknown = { method: "GET", path: "/api/v1/nowhere" };
  const list = { method: "GET", path: listConversations.path };
  const commands = { method: "POST", path: COMMANDS };
  const cases: Case[] = [
    {
      name: "of its address",
      bounds: { addressWork: 0.01, addressWorkAtOnce: 20 },
      ...{ path: LOGIN, spend: unknown, isOfUser: false },
    },
    {
      name: "of its address, though it has a token",
      bounds: { addressWork: 0.01, addressWorkAtOnce: 20 },
      ...{ path: COMMANDS, spend: unknown, isOfUser: true },
    },
    {
      name: "of its user",
      bounds: { userWork: 0.01, userWorkAtOnce: 20 },
      ...{ path: COMMANDS, spend: list, isOfUser: true },
    },
    {
      name: "of sign-ins",
      bounds: { signInsPerMinute: 5 },
      ...{ path: LOGIN, spend: login, isOfUser: false },
    },
    {
      name: "of commands",
      bounds: { commandsPerSecond: 1, batchCommands: 1 },
      ...{ path: COMMANDS, spend: commands, isOfUser: true },
    },
  ];

  test.each(cases)("of $name is not read", async ({ bounds, path, spend, isOfUser }) => {
    const strict = await startTestRally({ limits: bounds });
    try {
      const headers = isOfUser ? bearer((await signUp(strict)).token) : {};
      await eventually(async () => {
        expect((await askRaw(strict.url, { ...spend, headers })).status).toBe(429);
      });
      const expecting = { ...headers, Expect: "100-continue" };
      const http = await begin(strict, { path, length: 100, headers: expecting });
      const refused = await http.answer();
      expectFailure(refused, "rate_limited");
      expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThanOrEqual(1);
      expect(http.received).not.toContain("100 Continue");
    } finally {
      await strict.close();
    }
  });
});

describe("[S12] the memory of all bodies", () => {
  const withheld = (length: number) => " ".repeat(length - 1);

  test("is released after a time that depends on their size, at any pace", async () => {
    const { token } = await signUp(limited);
    const slow = await begin(limited, { path: COMMANDS, length: 60 * KB, headers: bearer(token) });
    slow.send("{");
    expectFailure(await slow.answer(), "too_slow");
    await slow.closed();
    expect(await held(limited)).toBe(0);
  });

  test("of large bodies is bounded per user and in total, and does not block small bodies", async () => {
    const [one, two, three] = [
      await signUp(separate),
      await signUp(separate),
      await signUp(separate),
    ];
    const length = 100 * KB;
    const start = (token: string, headers: Record<string, string> = {}, sent = withheld(length)) =>
      begin(separate, { path: COMMANDS, headers: { ...bearer(token), ...headers } }, sent);
    const announced = { "Content-Length": String(length) };
    const sized = (size: number, text: string) => `${size.toString(16)}\r\n${text}\r\n`;
    // One with Content-Length, one without.
    const waiting = [
      await start(one.token, announced),
      await start(
        one.token,
        { "Transfer-Encoding": "chunked" },
        sized(length - 1, withheld(length)),
      ),
      await start(two.token, announced),
    ];
    await eventually(async () => expect(await held(separate)).toBe(3 * (length - 1)));
    expectFailure(await (await start(one.token, announced)).answer(), "rate_limited");
    const fourth = await (await start(three.token, announced)).answer();
    expectFailure(fourth, "unavailable");
    expect(Number(fourth.headers.get("Retry-After"))).toBeGreaterThanOrEqual(1);
    for (const { token } of [one, two, three]) {
      const small = JSON.stringify({ commands: [], unknown: "x".repeat(60 * KB) });
      expectFailure(await post(separate, COMMANDS, small, bearer(token)), "invalid_input");
    }
    for (const http of waiting) http.close();
    await eventually(async () => expect(await held(separate)).toBe(0));
    expectFailure(
      await post(separate, COMMANDS, `${" ".repeat(length)}{}`, bearer(one.token)),
      "invalid_input",
    );
  });

  test("is bounded without a token: requests above it get Retry-After, and users are served", async () => {
    const person = await signUp(narrow);
    const length = 15 * KB;
    const attackers = await Promise.all(
      [1, 2, 3, 4].map(() => begin(narrow, { path: LOGIN, length }, withheld(length))),
    );
    await eventually(async () => expect(await held(narrow)).toBe(4 * (length - 1)));
    const refused = await post(narrow, LOGIN, JSON.stringify({ login: "somebody" }));
    expectFailure(refused, ["unavailable", "rate_limited"]);
    expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThanOrEqual(1);
    expectFailure(await post(narrow, COMMANDS, "{}", bearer(person.token)), "invalid_input");
    for (const attacker of attackers) attacker.close();
    await eventually(async () => expect(await held(narrow)).toBe(0));
    expectFailure(await post(narrow, LOGIN, "{}"), "invalid_input");
  });

  test("is bounded per user and in total, and released when they are answered", async () => {
    const [one, two] = [await signUp(narrow), await signUp(narrow)];
    const length = 60 * KB;
    const start = (token: string) =>
      begin(narrow, { path: COMMANDS, length, headers: bearer(token) }, withheld(length));
    const waiting = [await start(one.token), await start(one.token)];
    await eventually(async () => expect(await held(narrow)).toBe(2 * (length - 1)));
    const third = await start(one.token);
    const refused = await third.answer();
    expectFailure(refused, "rate_limited");
    expect(refused.headers.get("Retry-After")).not.toBeNull();
    expectFailure(await post(narrow, COMMANDS, "{}", bearer(two.token)), "invalid_input");
    waiting.push(await start(two.token));
    await eventually(async () => expect(await held(narrow)).toBe(3 * (length - 1)));
    const fourth = await (await start(two.token)).answer();
    expectFailure(fourth, "unavailable");
    expect(fourth.headers.get("Retry-After")).not.toBeNull();
    for (const http of waiting) {
      http.send("x");
      expectFailure(await http.answer(), "invalid_json");
    }
    expect(await held(narrow)).toBe(0);
  });
});
