import { runCommands } from "@rally/shared/commands";
import { listMessages } from "@rally/shared/conversations";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { openDatabase } from "@rally/shared/server/database";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  askRaw,
  eventually,
  openHttp,
  signUp,
  startTestRally,
  type RawHttp,
  type TestPerson,
  type TestRally,
} from "../../testing/index.js";

const MB = 1024 * 1024;
/** No request waits for its budget, and clients that do not read stay connected. */
const patient = { userWork: 1e6, userWorkAtOnce: 1e6, answerStall: 600_000 };
const rally = await startTestRally({ limits: { ...patient, userAnswerBytes: 6 * MB } });
/** No user may have an answer that is counted. */
const narrow = await startTestRally({ limits: { ...patient, userAnswerBytes: 1_000 } });
afterAll(async () => {
  await rally.close();
  await narrow.close();
});

/** One page of history has about 2.4 MB. */
beforeAll(async () => {
  for (const each of [rally, narrow]) await sendHundred(each, await signUp(each));
});

const text = (body: string) => ({
  ...{ id: newId(), name: "message.send" },
  input: { conversationId: WORLD_CONVERSATION_ID, content: { kind: "text", body } },
});

async function sendHundred(on: TestRally, person: TestPerson): Promise<void> {
  const commands = Array.from({ length: 100 }, () => text("漢".repeat(7_900)));
  expect((await person.ask(runCommands, { body: { commands } }, on)).status).toBe(200);
}

const path = `${listMessages.path.replace(":id", WORLD_CONVERSATION_ID)}?limit=100`;
const readPage = ({ token }: TestPerson, on = rally) =>
  askRaw(on.url, { method: "GET", path, headers: { Authorization: `Bearer ${token}` } });

/** Requests `count` pages over one connection and reads none of the answers. */
async function askAndNotRead({ token }: TestPerson, count: number): Promise<RawHttp> {
  const http = await openHttp(rally);
  http.pause();
  const lines = [`GET ${path} HTTP/1.1`, "Host: rally.test", `Authorization: Bearer ${token}`];
  http.send(`${lines.join("\r\n")}\r\n\r\n`.repeat(count));
  return http;
}

async function heldBytes(): Promise<number> {
  const { text: metrics } = await askRaw(rally.url, { method: "GET", path: "/metrics" });
  return Number(/^rally_http_answer_bytes (\S+)$/m.exec(metrics)?.[1]);
}

describe("[S12] unread answers", () => {
  test("are bounded per user, do not affect other users, and are released", async () => {
    const [person, other] = [await signUp(rally), await signUp(rally)];
    const clients: RawHttp[] = [];
    let reply = await readPage(person);
    expect(Buffer.byteLength(reply.text)).toBeGreaterThan(2 * MB);
    expect(reply.headers.get("Content-Length")).toBe(String(Buffer.byteLength(reply.text)));
    while (reply.status === 200) {
      expect(clients.length).toBeLessThan(20);
      clients.push(await askAndNotRead(person, 2));
      reply = await readPage(person);
    }
    expect(reply.status).toBe(429);
    expect(Number(reply.headers.get("Retry-After"))).toBeGreaterThanOrEqual(1);
    expect((await readPage(other)).status).toBe(200);
    await eventually(async () => expect(await heldBytes()).toBeGreaterThan(0));
    expect(await heldBytes()).toBeLessThanOrEqual(6 * MB);
    for (const client of clients) client.close();
    await eventually(async () => expect(await heldBytes()).toBe(0));
    expect((await readPage(person)).status).toBe(200);
  });

  test("are not counted for clients that disconnected earlier, nor for pipelined requests", async () => {
    const person = await signUp(rally);
    const locker = openDatabase(rally.databaseUrl, { connections: 1 });
    const trx = await locker.transaction();
    await trx.raw("lock table memberships in access exclusive mode");
    const clients = await Promise.all([1, 2, 3].map(() => askAndNotRead(person, 3)));
    await eventually(async () => {
      const { rows } = await rally.database.raw<{ rows: object[] }>(
        "select from pg_locks where relation = 'memberships'::regclass and not granted",
      );
      // As many as run at once.
      expect(rows.length).toBeGreaterThanOrEqual(4);
    });
    for (const client of clients) client.close();
    await Promise.all(clients.map((client) => client.closed()));
    await trx.rollback();
    await locker.destroy();
    // These requests are queued after those of the disconnected clients.
    for (let read = 0; read < 9; read += 1) expect((await readPage(person)).status).toBe(200);
    await eventually(async () => expect(await heldBytes()).toBe(0));
  });

  test("never refuse the answer to a write", async () => {
    const person = await signUp(narrow);
    expect((await readPage(person, narrow)).status).toBe(429);
    const sent = text("written");
    const unknown = Array.from({ length: 90 }, () => ({
      ...{ id: newId(), name: `no.${"x".repeat(60)}` },
      input: {},
    }));
    const reply = await person.ask(runCommands, { body: { commands: [sent, ...unknown] } }, narrow);
    expect(Number(reply.headers.get("Content-Length"))).toBeGreaterThan(16 * 1024);
    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({
      data: [{ id: sent.id, success: true }, ...unknown.map(() => ({}))],
    });
  });
});
