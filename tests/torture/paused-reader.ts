import { once } from "node:events";
import { frameOf } from "@rally/api/testing";
import type { WebSocket } from "ws";
import { Doc, encodeStateVector } from "yjs";
import { sendText, startRooms, type RoomsAlone } from "./rooms-alone.js";

/** The measurements of a room's readers. */
interface Lived {
  /** Milliseconds from sending to receiving. */
  p50: number;
  p99: number;
  /** Peak bytes of heap and buffers, above the level after the paused reader is gone. */
  cost: number;
  /** The close code of the paused reader: 4508, or 1006 when the connection was cut. */
  closed: number | undefined;
}

interface Scene {
  readers: number;
  messages: number;
  body: string;
  /** Whether one of the readers does not read. */
  asleep: boolean;
}

const LOOK_EVERY = 50;

/**
 * Sends `messages` to `readers`, first with all reading, then with one paused; each in several
 * rounds, of which the best counts, because the load of the machine varies. Run with `--expose-gc`
 * for meaningful memory figures.
 * @returns both, and the relative increase of the other readers' 99th percentile (0.2: a fifth).
 */
export async function measurePausedReader(
  options: { readers?: number; messages?: number; characters?: number; rounds?: number } = {},
): Promise<{ reading: Lived; paused: Lived; slowdown: number }> {
  const { readers = 50, messages = 1_000, characters = 8_000, rounds = 3 } = options;
  const fixture = await startRooms(1 + 2 * rounds);
  try {
    const setup = { messages, readers, body: "x".repeat(characters), asleep: false };
    const [warm = "", ...ids] = fixture.conversations;
    await live(fixture, warm, { ...setup, messages: 100 });
    const [awake, disturbed]: [Lived[], Lived[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      awake.push(await live(fixture, ids[2 * round] ?? "", setup));
      disturbed.push(await live(fixture, ids[2 * round + 1] ?? "", { ...setup, asleep: true }));
    }
    const [reading, paused] = [calmest(awake), calmest(disturbed)];
    return { reading, paused, slowdown: paused.p99 / reading.p99 - 1 };
  } finally {
    await fixture.close();
  }
}

/** The best value of each measurement. */
function calmest(rounds: readonly Lived[]): Lived {
  const best = (figure: "p50" | "p99" | "cost"): number =>
    Math.min(...rounds.map((lived) => lived[figure]));
  return { p50: best("p50"), p99: best("p99"), cost: best("cost"), closed: rounds[0]?.closed };
}

async function live(fixture: RoomsAlone, id: string, setup: Scene): Promise<Lived> {
  const sleeper = setup.asleep ? await join(fixture, id) : undefined;
  sleeper?.pause();
  const sockets = await Promise.all(
    Array.from({ length: setup.readers - (sleeper ? 1 : 0) }, () => join(fixture, id)),
  );
  const waits: number[] = [];
  let highest = 0;
  for (let count = 0; count < setup.messages; count += 1) {
    const began = performance.now();
    const received = sockets.map(async (socket) => {
      await once(socket, "message");
      waits.push(performance.now() - began);
    });
    await fixture.sync.log.execute(id, sendText(fixture.userId, setup.body));
    await Promise.all(received);
    if (count % LOOK_EVERY === 0) highest = Math.max(highest, await bytesHeld());
  }
  const closed = sleeper && (await wake(sleeper));
  const cost = highest - (await bytesHeld());
  for (const socket of sockets) socket.terminate();
  waits.sort((a, b) => a - b);
  const at = (share: number): number => waits[Math.floor(waits.length * share)] ?? 0;
  return { p50: at(0.5), p99: at(0.99), cost, closed };
}

/** Resumes reading. @returns the close code; 0 when the socket was not closed. */
async function wake(sleeper: WebSocket): Promise<number> {
  const whenClosed = once(sleeper, "close", { signal: AbortSignal.timeout(10_000) });
  sleeper.resume();
  const [code] = (await whenClosed.catch(() => [0])) as [number];
  return code;
}

/** Joins a room and reads its existing content. */
async function join(fixture: RoomsAlone, id: string): Promise<WebSocket> {
  const socket = await fixture.open(id);
  const answered = once(socket, "message");
  socket.send(frameOf(0, 0, encodeStateVector(new Doc())));
  await answered;
  return socket;
}

/** Collects garbage twice, because external buffers are freed after their owners. */
async function bytesHeld(): Promise<number> {
  for (let pass = 0; pass < 2; pass += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
