import { once } from "node:events";
import { frameOf } from "@rally/api/testing";
import { newId } from "@rally/shared/ids";
import type { WebSocket } from "ws";
import { Doc, encodeStateVector } from "yjs";
import { startRooms, type RoomsAlone } from "./rooms-alone.js";

/** What the readers of a room lived through. */
interface Lived {
  /** Milliseconds from saying to hearing. */
  p50: number;
  p99: number;
  /** Bytes of heap and buffers at their highest, above what is held once the sleeper is gone. */
  cost: number;
  /** The code with which the sleeper was closed: 4508, or 1006 when it was cut off. */
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
 * Says `messages` to `readers`, all of whom read, and then again with one who does not; each some
 * rounds, of which the calmest counts, for a machine has its own moods. Run with `--expose-gc` for
 * a cost that means something.
 * @returns both, and how much later the others' slowest hundredth heard (0.2: a fifth).
 */
export async function measurePausedReader(
  options: { readers?: number; messages?: number; characters?: number; rounds?: number } = {},
): Promise<{ reading: Lived; paused: Lived; slowdown: number }> {
  const { readers = 50, messages = 1_000, characters = 8_000, rounds = 3 } = options;
  const stage = await startRooms(1 + 2 * rounds);
  try {
    const scene = { messages, readers, body: "x".repeat(characters), asleep: false };
    const [warm = "", ...ids] = stage.conversations;
    await live(stage, warm, { ...scene, messages: 100 });
    const [awake, disturbed]: [Lived[], Lived[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      awake.push(await live(stage, ids[2 * round] ?? "", scene));
      disturbed.push(await live(stage, ids[2 * round + 1] ?? "", { ...scene, asleep: true }));
    }
    const [reading, paused] = [calmest(awake), calmest(disturbed)];
    return { reading, paused, slowdown: paused.p99 / reading.p99 - 1 };
  } finally {
    await stage.close();
  }
}

/** Each figure at its best. */
function calmest(rounds: readonly Lived[]): Lived {
  const best = (figure: "p50" | "p99" | "cost"): number =>
    Math.min(...rounds.map((lived) => lived[figure]));
  return { p50: best("p50"), p99: best("p99"), cost: best("cost"), closed: rounds[0]?.closed };
}

async function live(stage: RoomsAlone, id: string, scene: Scene): Promise<Lived> {
  const sleeper = scene.asleep ? await join(stage, id) : undefined;
  sleeper?.pause();
  const sockets = await Promise.all(
    Array.from({ length: scene.readers - (sleeper ? 1 : 0) }, () => join(stage, id)),
  );
  const waits: number[] = [];
  let highest = 0;
  for (let count = 0; count < scene.messages; count += 1) {
    const began = performance.now();
    const heard = sockets.map(async (socket) => {
      await once(socket, "message");
      waits.push(performance.now() - began);
    });
    await say(stage, id, scene.body);
    await Promise.all(heard);
    if (count % LOOK_EVERY === 0) highest = Math.max(highest, await bytesHeld());
  }
  const closed = sleeper && (await wake(sleeper));
  const cost = highest - (await bytesHeld());
  for (const socket of sockets) socket.terminate();
  waits.sort((a, b) => a - b);
  const at = (share: number): number => waits[Math.floor(waits.length * share)] ?? 0;
  return { p50: at(0.5), p99: at(0.99), cost, closed };
}

/** Lets it read at last. @returns the code with which it is closed; 0 when it was not. */
async function wake(sleeper: WebSocket): Promise<number> {
  const whenClosed = once(sleeper, "close", { signal: AbortSignal.timeout(10_000) });
  sleeper.resume();
  const [code] = (await whenClosed.catch(() => [0])) as [number];
  return code;
}

/** Joins a room, and has read what was there. */
async function join(stage: RoomsAlone, id: string): Promise<WebSocket> {
  const socket = await stage.open(id);
  const answered = once(socket, "message");
  socket.send(frameOf(0, 0, encodeStateVector(new Doc())));
  await answered;
  return socket;
}

async function say({ sync, userId }: RoomsAlone, id: string, body: string): Promise<void> {
  const said = { type: "message", author: userId, id: newId() } as const;
  const hashed = { hash: Buffer.alloc(32), bytes: 100 };
  await sync.log.change(id, {
    bytes: 100,
    members: [userId],
    run: (log) => log.appendMessage({ ...said, content: { kind: "text", body } }, hashed),
  });
}

/** Collected twice: what buffers hold outside the heap goes only after their owners went. */
async function bytesHeld(): Promise<number> {
  for (let pass = 0; pass < 2; pass += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
