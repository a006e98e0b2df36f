import { createMetrics } from "@rally/shared/server/metrics";
import { newId } from "@rally/shared/ids";
import { limits } from "@rally/shared/limits";
import { closeCodes } from "@rally/shared/rooms";
import { PassThrough } from "node:stream";
import { pino } from "pino";
import type * as ws from "ws";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Allowance, ratesOf } from "../rates/index.js";
import { Connection, DeliveryGate } from "./index.js";

const MAX_AGE = 1_000;
const metrics = createMetrics();
const logger = pino({ level: "silent" });
const identity = { userId: newId(), sessionId: newId() };
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});
afterAll(() => {
  metrics.close();
});

/** A gate whose last check has just begun, and a socket behind it. */
function reader() {
  const gate = new DeliveryGate(MAX_AGE);
  const stream = new PassThrough();
  let code: number | undefined;
  const socket = {
    OPEN: 1,
    get readyState() {
      return code === undefined ? 1 : 2;
    },
    close: (given: number) => (code = given),
  } as unknown as ws.WebSocket;
  const allowance = new Allowance(ratesOf(limits), performance.now());
  const connection = new Connection(
    socket,
    stream,
    { identity, allowance },
    { limits, logger, metrics, gate },
  );
  const read = (): string => ((stream.read() as Buffer | null) ?? "").toString();
  const send = (text: string): void => {
    connection.sendFrame(Buffer.from(text));
  };
  /** A complete check, as the poll runs it. */
  const check = (): boolean => gate.end(gate.begin(), performance.now());
  return { gate, connection, send, read, check, closed: () => code };
}

describe("[S11] a frame", () => {
  test("is held as soon as the last check is too old, without a timer", () => {
    const { send, read } = reader();
    vi.advanceTimersByTime(MAX_AGE);
    send("in time ");
    vi.advanceTimersByTime(1);
    send("late");
    expect(read()).toBe("in time ");
  });

  test("is held until a later check succeeds, and keeps its order", () => {
    const { gate, send, read, check } = reader();
    vi.advanceTimersByTime(2 * MAX_AGE);
    send("one ");
    const startedAt = performance.now();
    const underWay = gate.begin();
    send("two ");
    expect(gate.end(underWay, startedAt)).toBe(true);
    expect(read()).toBe("one ");
    // The gate is open, but held frames go first.
    send("three ");
    expect(read()).toBe("");
    expect(check()).toBe(false);
    expect(read()).toBe("two three ");
    send("four");
    expect(read()).toBe("four");
  });

  test("stays held after a slow check that began too long ago", () => {
    const { gate, send, read } = reader();
    const startedAt = performance.now();
    const underWay = gate.begin();
    vi.advanceTimersByTime(2 * MAX_AGE);
    expect(gate.end(underWay, startedAt)).toBe(false);
    send("late");
    expect(read()).toBe("");
  });

  test("is dropped with the socket that the check closes", () => {
    const { connection, send, read, check } = reader();
    vi.advanceTimersByTime(2 * MAX_AGE);
    send("after the loss");
    connection.close(closeCodes.unauthenticated, "the session ended");
    expect(check()).toBe(false);
    expect(read()).toBe("");
  });

  test("[S12] is held up to the bytes of a slow reader, then the socket is closed", () => {
    const { send, read, closed } = reader();
    vi.advanceTimersByTime(2 * MAX_AGE);
    const text = "x".repeat(64 * 1_024);
    let sent = 0;
    while (closed() === undefined && sent < 1_000) {
      send(text);
      sent += 1;
    }
    expect(closed()).toBe(closeCodes.goingDown);
    expect(sent * text.length).toBeLessThanOrEqual(limits.readerBytes + 2 * text.length);
    expect(read()).toBe("");
  });
});
