import { patience } from "@rally/shared/server/testing";
import { noBlocks } from "../blocks/index.js";
import { nobodyHidden } from "../presence/index.js";
import { createMetrics } from "@rally/shared/server/metrics";
import { newId } from "@rally/shared/ids";
import { limits } from "@rally/shared/limits";
import { draftText } from "@rally/shared/rooms";
import { createLocalBus } from "@rally/shared/server/bus";
import { migrate, openDatabase } from "@rally/shared/server/database";
import { createTestDatabase } from "@rally/shared/server/testing";
import { PassThrough } from "node:stream";
import { pino } from "pino";
import type { WebSocket } from "ws";
import { afterAll, expect, test } from "vitest";
import * as Y from "yjs";
import { Allowance, ratesOf } from "../rates/index.js";
import { Connection, DeliveryGate } from "../wire/index.js";
import { UserRooms } from "./user-rooms.js";

const metrics = createMetrics();
const gate = new DeliveryGate(Infinity);
afterAll(() => {
  metrics.close();
});

const stage = await createTestDatabase();
const database = openDatabase(stage.url);
await migrate(database);
const logger = pino({ level: "silent" });
const bus = createLocalBus();
afterAll(async () => {
  await database.destroy();
  await bus.close();
  await stage.drop();
});

const rates = ratesOf(limits);
const lineage = newId();

/** A device whose socket takes all that is sent. */
function device(userId: string): Connection {
  const socket = { readyState: 1, OPEN: 1 } as WebSocket;
  const identity = { userId, sessionId: newId() };
  const allowance = new Allowance(rates, performance.now());
  const stream = new PassThrough();
  stream.resume();
  return new Connection(socket, stream, { identity, allowance }, { limits, logger, metrics, gate });
}

test(
  "[S12] 10,000 user rooms that were opened and closed leave no document and no timer",
  async () => {
    const rooms = new UserRooms({
      database,
      bus,
      limits,
      logger,
      lineage: () => lineage,
      blocks: noBlocks,
      hidden: nobodyHidden,
      left: () => undefined,
    });
    const before = timers();
    const open = async (): Promise<void> => {
      const userId = newId();
      const room = await rooms.open(userId);
      const connection = device(userId);
      await room.join(connection, { stateVector: new Uint8Array([0]), claimed: new Map() });
      room.pokes.version(7);
      room.pokes.version(8);
      expect(room.loadedNumber).toBe(0);
      room.leave(connection);
    };
    for (let round = 0; round < 200; round += 1) {
      await Promise.all(Array.from({ length: 50 }, open));
      const opened = [...rooms.all()];
      expect(opened).toHaveLength(50);
      rooms.sweep(0);
      expect([...rooms.all()]).toEqual([]);
      expect(opened.every((room) => room.loadedNumber === undefined)).toBe(true);
    }
    expect(timers()).toBeLessThanOrEqual(before + 1);
    rooms.close();
  },
  120_000 * patience,
);

test("[S12] a room in which something is under way is not forgotten", async () => {
  const rooms = new UserRooms({
    database,
    bus,
    limits,
    logger,
    lineage: () => lineage,
    blocks: noBlocks,
    hidden: nobodyHidden,
    left: () => undefined,
  });
  const userId = newId();
  await database("users").insert({
    id: userId,
    username: "late",
    display_name: "late",
    email: "late@example.org",
    password_hash: "",
    role: "member",
  });
  const room = await rooms.open(userId);
  const doc = new Y.Doc();
  draftText(doc, newId()).insert(0, "late");
  void room.receive(device(userId), Y.encodeStateAsUpdate(doc));
  rooms.sweep(0);
  expect([...rooms.all()]).toEqual([room]);
  await room.refresh();
  rooms.sweep(0);
  expect([...rooms.all()]).toEqual([]);
  const row = await database<{ user_id: string; number: number }>("user_rooms")
    .where("user_id", userId)
    .first("number");
  expect(row?.number).toBe(1);
  rooms.close();
});

function timers(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;
}
