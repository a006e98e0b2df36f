import { timeoutFactor } from "@rally/shared/server/testing";
import { noBlocks } from "../blocks/index.js";
import { noneHidden } from "../presence/index.js";
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
import { afterAll, describe, expect, test, vi } from "vitest";
import * as Y from "yjs";
import { Allowance, ratesOf } from "../rates/index.js";
import { Connection, DeliveryGate } from "../wire/index.js";
import { nothingToCheck } from "../permissions/index.js";
import type { UserRoom } from "./user-room.js";
import { UserRooms } from "./user-rooms.js";

const metrics = createMetrics();
const gate = new DeliveryGate(Infinity);
afterAll(() => {
  metrics.close();
});

const fixture = await createTestDatabase();
const database = openDatabase(fixture.url);
await migrate(database);
const logger = pino({ level: "silent" });
const bus = createLocalBus();
afterAll(async () => {
  await database.destroy();
  await bus.close();
  await fixture.drop();
});

const rates = ratesOf(limits);
const lineage = newId();

/** A device whose socket accepts everything. */
function device(userId: string): Connection {
  const socket = { readyState: 1, OPEN: 1 } as WebSocket;
  const identity = { userId, sessionId: newId() };
  const allowance = new Allowance(rates, performance.now());
  const stream = new PassThrough();
  stream.resume();
  return new Connection(socket, stream, { identity, allowance }, { limits, logger, metrics, gate });
}

test(
  "[S12] 10,000 opened and closed user rooms leave no document and no timer",
  async () => {
    const rooms = new UserRooms({
      database,
      bus,
      limits,
      logger,
      lineage: () => lineage,
      blocks: noBlocks,
      hidden: noneHidden,
      permissions: nothingToCheck,
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
  120_000 * timeoutFactor,
);

test("[S12] keeps a room with work in progress loaded", async () => {
  const rooms = new UserRooms({
    database,
    bus,
    limits,
    logger,
    lineage: () => lineage,
    blocks: noBlocks,
    hidden: noneHidden,
    permissions: nothingToCheck,
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

function roomsOf(): UserRooms {
  return new UserRooms({
    ...{ database, bus, logger, blocks: noBlocks, hidden: noneHidden },
    limits: { ...limits, pokeInterval: 0 },
    lineage: () => lineage,
    permissions: nothingToCheck,
    left: () => undefined,
  });
}

async function user(): Promise<string> {
  const id = newId();
  await database("users").insert({
    ...{ id, username: id.slice(-12), display_name: "", email: `${id}@example.org` },
    ...{ password_hash: "", role: "member" },
  });
  return id;
}

/** Two friends, who watch each other's presence. */
async function friends(): Promise<[string, string]> {
  const [one, other] = [await user(), await user()];
  await database("friend_changes").insert([
    { user_id: one, other_id: other, version: 1, state: "friends" },
    { user_id: other, other_id: one, version: 1, state: "friends" },
  ]);
  return [one, other];
}

/** Joins with an empty replica. */
const join = (room: UserRoom, connection: Connection): Promise<void> =>
  room.join(connection, { stateVector: new Uint8Array([0]), claimed: new Map() });

/** Whether a device received a text since the last call. */
function receives(connection: Connection): (text: string) => Promise<void> {
  const sent = vi.spyOn(connection, "sendFrame");
  return (text) =>
    vi.waitFor(() => {
      expect(sent.mock.calls.some(([frame]) => frame.includes(text))).toBe(true);
    });
}

describe("a user's room", () => {
  test("pokes its devices and is unloaded only after they left", async () => {
    const rooms = roomsOf();
    const [reader, friend] = await friends();
    const connection = device(reader);
    const received = receives(connection);
    const room = await rooms.enter(connection);
    rooms.sweep(0);
    expect([...rooms.all()]).toEqual([room]);
    await join(room, connection);
    rooms.setAway(device(friend), false);
    await received(friend);
    room.leave(connection);
    rooms.sweep(0);
    expect([...rooms.all()]).toEqual([]);
    rooms.close();
  });

  test("closes a device that has sent no frame when the history is replaced", async () => {
    const rooms = roomsOf();
    const connection = device(await user());
    const close = vi.spyOn(connection, "close").mockReturnValue(undefined);
    await rooms.enter(connection);
    rooms.reset();
    expect(close).toHaveBeenCalledWith(4503, expect.any(String));
    rooms.close();
  });

  test("pokes its devices after a retry when the first load failed", async () => {
    const rooms = roomsOf();
    const [reader, friend] = await friends();
    for (const table of ["memberships", "friend_changes"]) {
      await database.schema.renameTable(table, "away");
      await expect(rooms.open(reader)).rejects.toThrow(table);
      await database.schema.renameTable("away", table);
    }
    const connection = device(reader);
    const received = receives(connection);
    await join(await rooms.enter(connection), connection);
    rooms.setAway(device(friend), false);
    await received(friend);
    rooms.close();
  });
});

function timers(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;
}
