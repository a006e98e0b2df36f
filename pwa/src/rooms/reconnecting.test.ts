import { afterEach, expect, test, vi } from "vitest";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { GrowingWait, spreadReconnects } from "./reconnecting.js";

/** A socket that never gets an answer. */
class DeadSocket {
  static opened: number[] = [];
  onclose: ((event: { code: number }) => void) | null = null;

  constructor() {
    DeadSocket.opened.push(Date.now());
    setTimeout(() => this.onclose?.({ code: 1006 }), 0);
  }

  close(): void {}
}

afterEach(() => vi.useRealTimers());

/** @returns how long a client waited before each of its attempts but the first. */
async function waits(count: number): Promise<number[]> {
  vi.useFakeTimers();
  DeadSocket.opened = [];
  const provider = new WebsocketProvider("ws://localhost", "room", new Y.Doc(), {
    WebSocketPolyfill: DeadSocket as unknown as typeof WebSocket,
    disableBc: true,
  });
  spreadReconnects(provider);
  while (DeadSocket.opened.length <= count) await vi.advanceTimersByTimeAsync(1);
  provider.destroy();
  const { opened } = DeadSocket;
  return opened.slice(1).map((at, index) => at - (opened[index] ?? 0));
}

test("clients that lost the server at the same time reconnect at different times", async () => {
  const clients = [await waits(8), await waits(8), await waits(8)];
  for (const wait of [3, 5, 7]) {
    expect(new Set(clients.map((client) => client[wait])).size).toBeGreaterThan(1);
  }
  // Each as long as the stock client's at most (a millisecond each for the timers).
  for (const client of clients) {
    client.forEach((wait, index) => {
      expect(wait).toBeLessThanOrEqual(Math.min(5_000, 200 * 2 ** index) + 2);
    });
  }
});

test("resets the wait after a long connection", () => {
  const wait = new GrowingWait(500, 4_000);
  expect([0, 100, 0, 3_999, 0].map((live) => wait.after(live))).toEqual([
    ...[500, 1_000, 2_000, 4_000, 4_000],
  ]);
  expect(wait.after(4_000)).toBe(500);
  expect(wait.after(0)).toBe(1_000);
});
