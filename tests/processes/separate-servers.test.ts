import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { openRoom, type OpenRoom } from "@rally/api/testing";
import { register } from "@rally/shared/accounts";
import { runCommands, type CommandAnswer } from "@rally/shared/commands";
import { listMessages, type MessageRow, textOf } from "@rally/shared/conversations";
import type { Data } from "@rally/shared/http";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { limits } from "@rally/shared/limits";
import { draftText, roomName } from "@rally/shared/rooms";
import { createTestDatabase, timeoutFactor, startTestRedis } from "@rally/shared/server/testing";
import pg from "pg";
import { afterAll, describe, expect, test, vi } from "vitest";
import WebSocket from "ws";
import { startRallyProcess, type RallyProcess } from "../harness/index.js";

const database = await createTestDatabase();
const redis = await startTestRedis();
const env = { REDIS_URL: redis.url, RALLY_SECRET: randomBytes(48).toString("base64url") };
const start = (part: "api" | "sync", port = 0) =>
  startRallyProcess({ part, port, env, databaseUrl: database.url });

// All four start at the same time on an empty database.
const [api1, api2, sync1, sync2] = await Promise.all([
  start("api"),
  start("api"),
  start("sync"),
  start("sync"),
]);
const parts = { api1, api2, sync1, sync2 };
type Name = keyof typeof parts;
const leaving: (() => void)[] = [];
afterAll(async () => {
  for (const leave of leaving) leave();
  await Promise.all(Object.values(parts).map((part) => part.stop()));
  await redis.close();
  await database.drop();
});

async function ask<T>(url: string, path: string, token?: string, body?: object): Promise<T> {
  const response = await fetch(`${url}${path}`, {
    ...(body && { method: "POST", body: JSON.stringify(body) }),
    headers: {
      "Content-Type": "application/json",
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    },
  });
  const answer = (await response.json()) as { success: boolean; data: T };
  if (!answer.success) throw new Error(`${response.status} ${JSON.stringify(answer)}`);
  return answer.data;
}

async function signUp(url: string): Promise<{ token: string; id: string }> {
  const username = `u_${randomUUID().slice(0, 8)}`;
  const { accessToken, user } = await ask<Data<typeof register>>(url, register.path, undefined, {
    username,
    email: `${username}@example.org`,
    password: "correct horse battery",
  });
  return { token: accessToken, id: user.id };
}

const message = (body: string) => ({
  id: newId(),
  name: "message.send",
  input: { conversationId: WORLD_CONVERSATION_ID, content: { kind: "text", body } },
});

/** Retries as docs/PROTOCOL.md describes: with the same ids, on any server, until one answers. */
async function sendUntilAnswered(token: string, bodies: string[]): Promise<CommandAnswer[]> {
  const commands = bodies.map(message);
  for (let attempt = 0; ; attempt += 1) {
    const { url } = attempt % 2 === 0 ? parts.api1 : parts.api2;
    try {
      return await ask<CommandAnswer[]>(url, runCommands.path, token, { commands });
    } catch (error) {
      if (attempt > 100 || /^4(?!29)/.test((error as Error).message)) throw error;
      await pause(Math.random() * Math.min(400, 20 * 2 ** attempt));
    }
  }
}

/** The sync server's address for `openRoom`. */
const placeOf = ({ url }: RallyProcess) => ({
  url,
  onClose: (leave: () => unknown) => void leaving.push(() => leave()),
});

/** Follows the world chat and counts how often each message's text arrives. */
async function follow(on: RallyProcess, token: string): Promise<OpenRoom & { received: string[] }> {
  const room = await openRoom(placeOf(on), token, roomName("conversation", WORLD_CONVERSATION_ID));
  const received = room.texts();
  room.doc.getArray<{ type: string; content: { body: string } }>("log").observe(({ changes }) => {
    for (const { insert = [] } of changes.delta) {
      for (const { type, content } of insert as { type: string; content: { body: string } }[]) {
        if (type === "message") received.push(content.body);
      }
    }
  });
  return { ...room, received };
}

async function history(token: string): Promise<MessageRow[]> {
  const rows: MessageRow[] = [];
  let before = "";
  do {
    const path = listMessages.path.replace(":id", WORLD_CONVERSATION_ID);
    const page = await ask<MessageRow[]>(parts.api1.url, `${path}?limit=100${before}`, token);
    rows.unshift(...page.reverse());
    before = `&before=${rows[0]?.seq ?? 1}`;
  } while ((rows[0]?.seq ?? 1) > 1);
  return rows;
}

/** Stops a process as a deployment does, and starts it again on the same port. */
async function restart(name: Name): Promise<void> {
  const { port } = parts[name];
  const asked = performance.now();
  expect(await parts[name].stop(), parts[name].output()).toBe(0);
  expect(performance.now() - asked).toBeLessThan(5_000 * timeoutFactor);
  parts[name] = await start(name.startsWith("api") ? "api" : "sync", port);
}

const within = (milliseconds: number, check: () => void | Promise<void>) =>
  vi.waitFor(check, { timeout: milliseconds * timeoutFactor, interval: 5 });

describe("api and sync servers as processes of their own", () => {
  test("[S1] a message written at one api server reaches each sync server within a second", async () => {
    const { token: writer } = await signUp(parts.api1.url);
    const { token: reader } = await signUp(parts.api2.url);
    const rooms = [await follow(parts.sync1, reader), await follow(parts.sync2, reader)];
    await sendUntilAnswered(writer, ["hello", "again"]);
    for (const { received } of rooms) {
      await within(1_000, () => expect(received.slice(-2)).toEqual(["hello", "again"]));
    }
    await Promise.all([sendUntilAnswered(writer, ["left"]), sendUntilAnswered(reader, ["right"])]);
    await within(1_000, () => expect(rooms[0]?.received.length).toBe(rooms[1]?.received.length));
    expect(rooms[0]?.texts()).toEqual(rooms[1]?.texts());
    for (const room of rooms) room.leave();
  });

  test("each server answers only its own routes", async () => {
    const { token } = await signUp(parts.api1.url);
    const room = `/sync/${roomName("conversation", WORLD_CONVERSATION_ID)}`;
    const refusal = await new Promise<string>((resolve) => {
      const socket = new WebSocket(`${parts.api1.url.replace("http", "ws")}${room}`, [
        "rally.v1",
        `bearer.${token}`,
      ]);
      socket.once("error", (error) => resolve(error.message));
    });
    expect(refusal).toBe("Unexpected server response: 404");
    for (const { url } of Object.values(parts)) {
      for (const path of ["/healthz", "/readyz", "/metrics"]) {
        expect((await fetch(`${url}${path}`)).status, `${url}${path}`).toBe(200);
      }
    }
    for (const path of ["/", "/api/v1/users", room]) {
      const answer = await fetch(`${parts.sync1.url}${path}`);
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ error: { code: "unknown_route" } });
    }
  });

  test.each(["api", "sync"] as const)(
    "%s says in one sentence that it needs DATABASE_URL",
    async (part) => {
      const failure = await startRallyProcess({ part }).catch((error: Error) => error.message);
      expect(failure).toMatch(/ended with 1 before it listened: DATABASE_URL is not set, .*\n$/);
    },
  );

  test(
    "[S2] [S3] restarting each under load shows no error, and loses and duplicates no message",
    { timeout: 90_000 * timeoutFactor },
    async () => {
      const { token } = await signUp(parts.api1.url);
      const rooms = [await follow(parts.sync1, token), await follow(parts.sync2, token)];
      const before = rooms.map(({ received }) => received.length);
      let over = false;
      let sent = 0;
      const answers: CommandAnswer[] = [];
      // Beyond the tail, a device loads what it missed from the API, which these rooms do not.
      const missing = (): number =>
        sent - Math.min(...rooms.map(({ received }, index) => received.length - before[index]!));
      const sender = async (): Promise<void> => {
        while (!over) {
          await vi.waitUntil(() => over || missing() < limits.tailChanges / 2, {
            timeout: 60_000 * timeoutFactor,
          });
          const bodies = [`load ${(sent += 1)}`, `load ${(sent += 1)}`];
          answers.push(...(await sendUntilAnswered(token, bodies)));
          // The interval of the load, not a wait for an event.
          await pause(60);
        }
      };
      const load = Promise.all([sender(), sender()]);
      for (const name of ["sync1", "api1", "sync2", "api2"] as const) {
        const count = sent;
        await restart(name);
        await within(20_000, () => expect(sent).toBeGreaterThan(count + 10));
      }
      over = true;
      await load;

      expect(answers.filter(({ success }) => !success)).toEqual([]);
      expect(answers).toHaveLength(sent);
      const rows = await history(token);
      expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1));
      const seqs = new Map(rows.map(({ id, seq }) => [id, seq]));
      for (const answer of answers) {
        expect(seqs.get(answer.id)).toBe(answer.success && (answer.data as { seq: number }).seq);
      }
      const bodies = rows.slice(-sent).map(({ content }) => textOf(content));
      for (const [index, { received, closed, leave }] of rooms.entries()) {
        await within(5_000, () => expect(received.slice(before[index])).toEqual(bodies));
        // Each socket lost its server once, with a close code that announces the restart.
        expect(closed[0]).toBe(4503);
        expect(closed.filter((code) => code >= 4400 && code < 4500)).toEqual([]);
        leave();
      }
    },
  );

  test(
    "[S9] [S13] a draft typed while its sync server is restarted is complete on both devices",
    { timeout: 30_000 * timeoutFactor },
    async () => {
      const { token, id } = await signUp(parts.api1.url);
      const room = roomName("user", id);
      const devices = [
        await openRoom(placeOf(parts.sync1), token, room),
        await openRoom(placeOf(parts.sync2), token, room),
      ];
      const [phone, laptop] = devices.map(({ doc }) => draftText(doc, WORLD_CONVERSATION_ID));
      let typed = "";
      let over = false;
      const typing = (async () => {
        while (!over) {
          const letter = String.fromCharCode(97 + (typed.length % 26));
          typed += letter;
          phone?.insert(phone.length, letter);
          await pause(10);
        }
      })();
      await within(5_000, () => expect(laptop?.length).toBeGreaterThan(10));
      await restart("sync1");
      over = true;
      await typing;
      await within(10_000, () => expect(laptop?.toJSON()).toBe(typed));
      const third = await openRoom(placeOf(parts.sync1), token, room);
      expect(draftText(third.doc, WORLD_CONVERSATION_ID).toJSON()).toBe(typed);
      for (const { leave } of [...devices, third]) leave();
    },
  );

  test(
    "[S13] an api server answers pending requests after SIGTERM, and exits with 0",
    { timeout: 30_000 * timeoutFactor },
    async () => {
      const { token } = await signUp(parts.api1.url);
      const holder = new pg.Client({ connectionString: database.url });
      await holder.connect();
      await holder.query("begin");
      await holder.query("select 1 from conversations where id = $1 for update", [
        WORLD_CONVERSATION_ID,
      ]);
      const commands = Array.from({ length: 20 }, (_, index) => message(`under way ${index}`));
      const answering = ask<CommandAnswer[]>(parts.api1.url, runCommands.path, token, { commands });
      await within(5_000, async () => {
        const { rows } = await holder.query("select 1 from pg_locks where not granted");
        expect(rows).not.toHaveLength(0);
      });
      const ended = parts.api1.stop();
      await within(5_000, () =>
        expect(fetch(`${parts.api1.url}/healthz`)).rejects.toThrow("fetch failed"),
      );
      await holder.query("commit");
      await holder.end();
      expect((await answering).every(({ success }) => success)).toBe(true);
      expect(await ended, parts.api1.output()).toBe(0);
      parts.api1 = await start("api", parts.api1.port);
      const ids = new Set((await history(token)).map(({ id }) => id));
      for (const { id } of commands) expect(ids).toContain(id);
    },
  );
});
