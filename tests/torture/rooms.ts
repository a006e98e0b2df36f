import { once } from "node:events";
import { newId } from "@rally/shared/ids";
import { Doc, encodeStateVector } from "yjs";
import { frameOf } from "@rally/api/testing";
import { startRooms, type RoomsAlone } from "./rooms-alone.js";

/** What a process holds: rooms, timers, and bytes of its heap. */
interface Held {
  rooms: number;
  timers: number;
  heap: number;
}

/** Sockets open at once. */
const AT_ONCE = 50;

/**
 * Opens, writes, reads and closes `count` conversation rooms, and forgets them.
 * Run with `--expose-gc` for a heap that means something; it may grow by less than a tenth.
 */
export async function openAndCloseRooms(
  count: number,
): Promise<{ before: Held; loaded: number; after: Held; heapGrowth: number }> {
  const stage = await startRooms(count);
  try {
    // Caches that are bounded fill with the first rooms, and grow no more.
    const filling = Math.ceil(count / 4);
    await visitAll(stage, stage.conversations.slice(0, filling));
    const before = await held(stage);
    const loaded = await visitAll(stage, stage.conversations.slice(filling));
    const after = await held(stage);
    return { before, loaded, after, heapGrowth: after.heap / before.heap - 1 };
  } finally {
    await stage.close();
  }
}

/** @returns how many rooms were there at once. */
async function visitAll(stage: RoomsAlone, ids: readonly string[]): Promise<number> {
  let loaded = 0;
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    await Promise.all(ids.slice(start, start + AT_ONCE).map((id) => visit(stage, id)));
    loaded = Math.max(loaded, stage.sync.loaded.conversations);
    // A process forgets as it goes, every 15 s; here rather every thousand.
    if (stage.sync.loaded.conversations >= 1_000) stage.sync.forgetIdle(-1);
  }
  stage.sync.forgetIdle(-1);
  return loaded;
}

/** A message is said in a room, and somebody comes, reads it, and goes. */
async function visit(stage: RoomsAlone, id: string): Promise<void> {
  const { sync, userId } = stage;
  const said = { type: "message", author: userId, id: newId() } as const;
  const hashed = { hash: Buffer.alloc(32), bytes: 100 };
  await sync.log.change(id, {
    bytes: 100,
    members: [userId],
    run: (log) => log.appendMessage({ ...said, content: { kind: "text", body: "hello" } }, hashed),
  });
  const socket = await stage.open(id);
  const answered = once(socket, "message");
  socket.send(frameOf(0, 0, encodeStateVector(new Doc())));
  await answered;
  const closed = once(socket, "close");
  socket.close();
  await closed;
}

async function held({ sync, database }: RoomsAlone): Promise<Held> {
  // Whatever the rooms began has reached the database before this has.
  await database.raw("select 1");
  await new Promise((resolve) => setImmediate(resolve));
  globalThis.gc?.();
  return {
    rooms: sync.loaded.conversations,
    timers: process.getActiveResourcesInfo().filter((name) => name === "Timeout").length,
    heap: process.memoryUsage().heapUsed,
  };
}
