import { draftText, settingsMap, socketProtocols } from "@rally/shared/rooms";
import { newId } from "@rally/shared/ids";
import { setTimeout as pause } from "node:timers/promises";
import WebSocket from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";

/** Options of the frame torture. */
export interface FrameTorture {
  /** `http://host:port` of a Rally with raised handshake limits. */
  url: string;
  /** The target rooms, each with a token of a user with access. */
  targets: { room: string; token: string }[];
  /** The number of frames. */
  count: number;
  /** The same seed generates the same frames. */
  seed: number;
  /** A round trip of another user, repeated during the torture; throws on failure. */
  probe?: () => Promise<void>;
}

/** The results. */
export interface FrameTortureResult {
  sent: number;
  /** How often each close code occurred. */
  closed: Map<number, number>;
  /** Milliseconds of each probe, in ascending order. */
  probes: number[];
}

/** Frames sent on one socket before waiting for an answer. */
const TOGETHER = 4;
/** After a burst a socket must close or answer within this time (ms). */
const TIMEOUT_MS = 20_000;
const PROBE_EVERY_MS = 50;

/**
 * Sends mutated client frames to user and conversation rooms.
 * @throws Error with the seed when a socket neither answers nor closes, or a probe fails.
 */
export async function tortureByFrames(options: FrameTorture): Promise<FrameTortureResult> {
  const { count, seed, probe } = options;
  const random = generator(seed);
  const captured = await captureFrames(options);
  const result: FrameTortureResult = { sent: 0, closed: new Map(), probes: [] };
  let isOver = false;
  const probing = (async () => {
    while (probe && !isOver) {
      const began = performance.now();
      await probe();
      result.probes.push(performance.now() - began);
      await pause(PROBE_EVERY_MS);
    }
  })();
  // Avoids an unhandled rejection; the error is thrown where the promise is awaited.
  probing.catch(() => undefined);
  try {
    while (result.sent < count) {
      const target = options.targets[random(options.targets.length)];
      if (!target) throw new Error("No target room is given");
      const burst = Array.from({ length: 1 + random(TOGETHER) }, () => mutate(captured, random));
      const code = await sendAll(options.url, target, burst);
      result.sent += burst.length;
      if (code !== undefined) result.closed.set(code, (result.closed.get(code) ?? 0) + 1);
    }
    isOver = true;
    await probing;
  } catch (error) {
    throw new Error(`After ${result.sent} frames of seed ${seed}`, { cause: error });
  } finally {
    isOver = true;
  }
  result.probes.sort((a, b) => a - b);
  return result;
}

/**
 * Sends frames, then a request.
 * @returns the code that closed the socket, undefined if it answered.
 */
async function sendAll(
  url: string,
  { room, token }: { room: string; token: string },
  frames: readonly Uint8Array[],
): Promise<number | undefined> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/sync/${room}`, socketProtocols(token));
  socket.on("error", () => undefined); // the close event follows
  try {
    return await new Promise<number | undefined>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`${room} neither answered nor closed`));
      }, TIMEOUT_MS);
      socket.once("open", () => {
        for (const frame of frames) socket.send(frame);
        socket.send(new Uint8Array([0, 0, 1, 0]));
      });
      socket.on("message", (data: Buffer) => {
        if (data[0] !== 0 || data[1] !== 1) return;
        clearTimeout(timer);
        resolve(undefined);
      });
      socket.once("close", (code) => {
        clearTimeout(timer);
        resolve(code);
      });
    });
  } finally {
    socket.terminate();
  }
}

/** Frames of a stock client whose user types, deletes, moves the cursor and reconnects. */
async function captureFrames({ url, targets }: FrameTorture): Promise<Uint8Array[]> {
  const frames: Uint8Array[] = [];
  class Listening extends WebSocket {
    override send(data: Parameters<WebSocket["send"]>[0]): void {
      frames.push(Uint8Array.from(data as Uint8Array));
      super.send(data);
    }
  }
  for (const { room, token } of targets) {
    const doc = new Y.Doc();
    const provider = new WebsocketProvider(`${url.replace("http", "ws")}/sync`, room, doc, {
      WebSocketPolyfill: Listening as unknown as typeof globalThis.WebSocket,
      protocols: socketProtocols(token),
      disableBc: true,
    });
    await new Promise<void>((resolve) => {
      provider.once("sync", () => {
        resolve();
      });
    });
    provider.awareness.setLocalState({ typing: true, away: false });
    if (room.startsWith("user.")) {
      const text = draftText(doc, newId());
      for (const word of ["hello", ", ", "you 🎾"]) text.insert(text.length, word);
      text.delete(2, 4);
      settingsMap(doc).set("theme", "dark");
      settingsMap(doc).set("size", 2);
    }
    provider.destroy();
    // The whole document as well, as after a long time offline.
    const update = Y.encodeStateAsUpdate(doc);
    if (update.length < 2 ** 14) {
      const length = [(update.length & 127) | 128, update.length >> 7];
      frames.push(Uint8Array.from([0, 1, ...length, ...update]));
    }
    doc.destroy();
  }
  return frames;
}

type Random = (below: number) => number;

/** Corrupts a frame in one to three ways, accidental or malicious. */
function mutate(captured: readonly Uint8Array[], random: Random): Uint8Array {
  let bytes = [...(captured[random(captured.length)] ?? [])];
  for (let left = 1 + random(3); left > 0; left -= 1) {
    const at = random(bytes.length + 1);
    const other = captured[random(captured.length)] ?? [];
    const ways = [
      () => bytes.with(Math.min(at, Math.max(0, bytes.length - 1)), random(256)),
      () => bytes.slice(0, at),
      () => bytes.toSpliced(at, random(8)),
      () => bytes.toSpliced(at, 0, ...HUGE.slice(random(HUGE.length))),
      () => [...bytes.slice(0, at), ...other.slice(random(other.length + 1))],
      () => [...bytes, ...bytes.slice(at)],
      () => [random(5), random(4), ...bytes.slice(2)],
      () => bytes.toSpliced(at, 0, ...Array.from({ length: random(64) }, () => random(256))),
    ];
    bytes = bytes.length === 0 ? [random(256)] : (ways[random(ways.length)]?.() ?? bytes);
  }
  return Uint8Array.from(bytes);
}

/** A number near 2^53 in lib0's encoding. */
const HUGE = [255, 255, 255, 255, 255, 255, 255, 15];

/** mulberry32: a small, portable generator. */
function generator(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
