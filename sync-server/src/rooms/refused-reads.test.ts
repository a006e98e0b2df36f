import { appendToTail } from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import { limits } from "@rally/shared/limits";
import { draftText } from "@rally/shared/rooms";
import { createLocalBus } from "@rally/shared/server/bus";
import { migrate, openDatabase } from "@rally/shared/server/database";
import { createMetrics } from "@rally/shared/server/metrics";
import { createTestDatabase, timeoutFactor } from "@rally/shared/server/testing";
import { PassThrough } from "node:stream";
import { pino } from "pino";
import { afterAll, describe, expect, test, vi } from "vitest";
import type { WebSocket } from "ws";
import * as Y from "yjs";
import { noBlocks } from "../blocks/index.js";
import { nothingToCheck } from "../permissions/index.js";
import { noneHidden } from "../presence/index.js";
import { Allowance, ratesOf } from "../rates/index.js";
import { Connection, DeliveryGate } from "../wire/index.js";
import { ConversationRooms } from "./conversation-rooms.js";
import { storeUserUpdate } from "./user-store.js";
import { UserRooms } from "./user-rooms.js";

const fixture = await createTestDatabase();
/** The connections of other processes, which write. */
const database = openDatabase(fixture.url);
await migrate(database);
/** The pool of the process under test: one connection, which the test can hold. */
const pool = openDatabase(fixture.url, { connections: 1, wait: 1_000 });
const bus = createLocalBus();
const metrics = createMetrics();
const warnings: string[] = [];
const logger = pino(
  { level: "warn" },
  { write: (line: string) => void warnings.push((JSON.parse(line) as { msg: string }).msg) },
);
afterAll(async () => {
  metrics.close();
  await pool.destroy();
  await database.destroy();
  await bus.close();
  await fixture.drop();
});

const context = {
  ...{ database: pool, bus, logger, blocks: noBlocks, hidden: noneHidden },
  limits: { ...limits, pokeInterval: 0 },
  permissions: nothingToCheck,
};
const soon = (check: () => void) => vi.waitFor(check, 8_000 * timeoutFactor);
const joining = { stateVector: new Uint8Array([0]), claimed: new Map<number, number>() };

/** A device that records the frames it receives. */
function device(userId: string): { connection: Connection; wasSent: (text: string) => boolean } {
  const stream = new PassThrough();
  const frames: Buffer[] = [];
  stream.on("data", (frame: Buffer) => void frames.push(frame));
  const connection = new Connection(
    { readyState: 1, OPEN: 1 } as WebSocket,
    stream,
    {
      identity: { userId, sessionId: newId() },
      allowance: new Allowance(ratesOf(limits), performance.now()),
    },
    { limits, logger, metrics, gate: new DeliveryGate(Infinity) },
  );
  return { connection, wasSent: (text) => Buffer.concat(frames).includes(text) };
}

async function user(): Promise<string> {
  const id = newId();
  await database("users").insert({
    ...{ id, username: id.slice(-12), display_name: "", email: `${id}@example.org` },
    ...{ password_hash: "", role: "member" },
  });
  return id;
}

async function conversation(epoch: number): Promise<string> {
  const id = newId();
  await database("conversations").insert({ id, kind: "group", epoch, member_count: 2 });
  return id;
}

/** Holds the pool's only connection while `work` starts, until its failure is observed. */
async function whileRefused(work: () => void, warning: string): Promise<void> {
  const holding = await pool.transaction();
  const before = warnings.length;
  work();
  await soon(() => expect(warnings.slice(before)).toContain(warning));
  await holding.rollback();
}

describe("a change that a busy pool did not read", () => {
  test("to a conversation is read and sent once the pool answers", async () => {
    const epoch = 7;
    const id = await conversation(epoch);
    const rooms = new ConversationRooms(context);
    const room = rooms.of(id);
    const { connection, wasSent } = device(newId());
    await room.join(connection, joining);
    const change = {
      ...{ version: 1, at: 1, author: newId(), type: "message" as const, seq: 1, id: newId() },
      content: { kind: "text" as const, body: "read late" },
    };
    const bytes = Buffer.from(appendToTail(new Y.Doc(), epoch, [change], limits));
    await database("conversation_updates").insert({ conversation_id: id, number: 1, bytes });
    await database("conversations").where({ id }).update({ version: 1, update_number: 1 });
    await whileRefused(() => {
      rooms.catchUpWith([{ kind: "conversation", id, version: 1, number: 1 }]);
    }, "failed to catch up a room");
    await soon(() => expect(wasSent("read late")).toBe(true));
  });

  test("to a user's drafts is read and sent once the pool answers", async () => {
    const rooms = new UserRooms({ ...context, lineage: () => "", left: () => undefined });
    const id = await user();
    const { connection, wasSent } = device(id);
    await (await rooms.enter(connection)).join(connection, joining);
    const doc = new Y.Doc();
    draftText(doc, newId()).insert(0, "read late");
    const update = Y.encodeStateAsUpdate(doc);
    await storeUserUpdate(database, id, { generation: 0, number: 0 }, update, () => update);
    await whileRefused(() => {
      rooms.catchUpWith([{ kind: "drafts", id, number: 1 }]);
    }, "failed to catch up a user's room");
    await soon(() => expect(wasSent("read late")).toBe(true));
    rooms.close();
  });

  test("to a user's conversations is read once the pool answers, and pokes", async () => {
    const rooms = new UserRooms({ ...context, lineage: () => "", left: () => undefined });
    const id = await user();
    const { connection, wasSent } = device(id);
    await (await rooms.enter(connection)).join(connection, joining);
    const joined = await conversation(7);
    await database("conversations").where("id", joined).update({ version: 3 });
    await database("memberships").insert({ conversation_id: joined, user_id: id });
    await whileRefused(() => {
      rooms.catchUpWith([{ kind: "user", id, version: 1 }]);
    }, "failed to catch up a user's room");
    await soon(() => expect(wasSent(joined)).toBe(true));
    rooms.close();
  });
});
