import { once } from "node:events";
import { Doc, encodeStateVector } from "yjs";
import { frameOf } from "@rally/api/testing";
import { sendText, startRooms, type RoomsAlone } from "./rooms-alone.js";

/** The state of a process: rooms, timers, and heap bytes. */
interface Held {
  rooms: number;
  timers: number;
  heap: number;
}

/** Sockets open at the same time. */
const AT_ONCE = 50;

/**
 * Opens, writes, reads and closes `count` conversation rooms, and evicts them. Run with
 * `--expose-gc` for meaningful heap figures; the heap may grow by less than a tenth.
 */
export async function openAndCloseRooms(
  count: number,
): Promise<{ before: Held; loaded: number; after: Held; heapGrowth: number }> {
  const fixture = await startRooms(count);
  try {
    // The first rooms fill the bounded caches, which then stop growing.
    const filling = Math.ceil(count / 4);
    await visitAll(fixture, fixture.conversations.slice(0, filling));
    const before = await held(fixture);
    const loaded = await visitAll(fixture, fixture.conversations.slice(filling));
    const after = await held(fixture);
    return { before, loaded, after, heapGrowth: after.heap / before.heap - 1 };
  } finally {
    await fixture.close();
  }
}

/** @returns the highest number of rooms at the same time. */
async function visitAll(fixture: RoomsAlone, ids: readonly string[]): Promise<number> {
  let loaded = 0;
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    await Promise.all(ids.slice(start, start + AT_ONCE).map((id) => visit(fixture, id)));
    loaded = Math.max(loaded, fixture.sync.loaded.conversations);
    // A process evicts rooms every 15 s; here it does so after every thousand.
    if (fixture.sync.loaded.conversations >= 1_000) fixture.sync.forgetIdle(-1);
  }
  fixture.sync.forgetIdle(-1);
  return loaded;
}

/** Sends a message to a room, joins it, reads and leaves. */
async function visit(fixture: RoomsAlone, id: string): Promise<void> {
  const { sync, userId } = fixture;
  await sync.log.execute(id, sendText(userId, "hello"));
  const socket = await fixture.open(id);
  const answered = once(socket, "message");
  socket.send(frameOf(0, 0, encodeStateVector(new Doc())));
  await answered;
  const closed = once(socket, "close");
  socket.close();
  await closed;
}

async function held({ sync, database }: RoomsAlone): Promise<Held> {
  // All queries that the rooms started precede this one.
  await database.raw("select 1");
  await new Promise((resolve) => setImmediate(resolve));
  globalThis.gc?.();
  return {
    rooms: sync.loaded.conversations,
    timers: process.getActiveResourcesInfo().filter((name) => name === "Timeout").length,
    heap: process.memoryUsage().heapUsed,
  };
}
