import { createMetrics } from "@rally/shared/server/metrics";
import { newId } from "@rally/shared/ids";
import { limits } from "@rally/shared/limits";
import type { Bus, Hints } from "@rally/shared/server/bus";
import { PassThrough } from "node:stream";
import { pino } from "pino";
import type { WebSocket } from "ws";
import { afterAll, describe, expect, test, vi } from "vitest";
import { Allowance, ratesOf } from "../rates/index.js";
import { Connection, DeliveryGate, encodeAwareness } from "../wire/index.js";
import { RoomAwareness } from "./awareness.js";

const metrics = createMetrics();
const gate = new DeliveryGate(Infinity);
afterAll(() => {
  metrics.close();
});

type Said = Hints["awareness"];

const bounds = { ...limits, awarenessList: 300, awarenessStates: 1, awarenessStatesAtOnce: 5 };

/** One process's view of a room. It records what the process publishes to the others. */
function side(): { awareness: RoomAwareness; said: Said[]; here: Set<Connection> } {
  const said: Said[] = [];
  const bus = {
    shared: true,
    self: newId(),
    publish: (_topic: string, hint: Said) => void said.push(hint),
  } as unknown as Bus;
  return { awareness: new RoomAwareness("room", bus, bounds), said, here: new Set() };
}

function connect(here: Set<Connection>): Connection {
  const connection = new Connection(
    { readyState: 1, OPEN: 1 } as WebSocket,
    new PassThrough(),
    {
      identity: { userId: newId(), sessionId: newId() },
      allowance: new Allowance(ratesOf(bounds), performance.now()),
    },
    { limits: bounds, logger: pino({ level: "silent" }), metrics, gate },
  );
  here.add(connection);
  return connection;
}

const typing = (client: number, on = true) =>
  encodeAwareness([{ client, clock: 1, state: { typing: on } }]);
const size = (hint: Said) => Buffer.byteLength(JSON.stringify(hint));

describe("[S12] between processes", () => {
  test("publishes only changes, and repeats all states in hints that fit a notification", () => {
    const { awareness, said, here } = side();
    const connections = Array.from({ length: 200 }, () => connect(here));
    connections.forEach((connection, index) => {
      awareness.receive(connection, typing(index + 1), here);
    });
    expect(said).toHaveLength(200);
    expect(said.every(({ states }) => states.length === 1)).toBe(true);
    said.length = 0;
    awareness.publish();
    expect(said).toHaveLength(4);
    for (const hint of said) expect(size(hint)).toBeLessThan(7_700);
    said.length = 0;
    const gone = connections[7]?.client;
    awareness.leave(connections[7] as Connection, here);
    expect(said).toEqual([{ room: "room", states: [[gone, null]] }]);
  });

  test("publishes only a count in a large room", () => {
    const [left, right] = [side(), side()];
    for (let client = 1; client <= 400; client += 1) {
      left.awareness.receive(connect(left.here), typing(client), left.here);
    }
    expect(left.said).toHaveLength(300);
    for (const { states } of left.said) right.awareness.receiveRemote("left", states, right.here);
    left.said.length = 0;
    left.awareness.publish();
    expect(left.said).toMatchObject([{ states: [[expect.any(Number), { count: 400 }]] }]);
    for (const { states } of left.said) right.awareness.receiveRemote("left", states, right.here);
    const snapshot = right.awareness.snapshot(connect(right.here), 1);
    expect(Buffer.from(snapshot).toString()).toContain('{"count":400}');
  });

  test("removes a state that is not repeated for 40 s, and does not announce a repeated one", () => {
    const { awareness, here } = side();
    const reader = connect(here);
    const sent = vi.spyOn(reader, "sendFrame");
    const states: [number, unknown][] = [[5, { typing: true, user: newId() }]];
    vi.useFakeTimers({ now: Date.now() });
    try {
      awareness.receiveRemote("other", states, here);
      awareness.receiveRemote("other", states, here);
      expect(sent).toHaveBeenCalledTimes(1);
      vi.advanceTimersByTime(39_000);
      awareness.forgetSilent(here);
      expect(awareness.isEmpty).toBe(false);
      vi.advanceTimersByTime(2_000);
      awareness.forgetSilent(here);
      expect(awareness.isEmpty).toBe(true);
      expect(sent).toHaveBeenCalledTimes(2);
    } finally {
      vi.useRealTimers();
    }
  });
});

test("[S12] drops states that come too often, but never a departure", () => {
  const { awareness, said, here } = side();
  const connection = connect(here);
  for (let count = 0; count < 50; count += 1) {
    awareness.receive(connection, typing(9, count % 2 === 0), here);
  }
  expect(said.length).toBeLessThanOrEqual(6);
  const { client } = connection;
  awareness.leave(connection, here);
  expect(said.at(-1)).toEqual({ room: "room", states: [[client, null]] });
});

describe("[S4] an awareness id", () => {
  test("taken first by another user, here or at another process, hides no user", () => {
    const [left, right] = [side(), side()];
    for (const { awareness, here } of [left, right]) {
      awareness.receive(connect(here), typing(7), here);
    }
    for (const { states } of left.said) right.awareness.receiveRemote("left", states, right.here);
    const late = connect(right.here);
    right.said.length = 0;
    right.awareness.receive(late, typing(7), right.here);
    expect(right.said).toEqual([
      { room: "room", states: [[late.client, { typing: true, user: late.userId }]] },
    ]);
    const reader = connect(right.here);
    const seen = Buffer.from(right.awareness.snapshot(reader, 1)).toString();
    expect(seen.match(/"typing":true/g)).toHaveLength(3);
  });

  test("is assigned by the server, which ignores a client's echo of another user's state", () => {
    const { awareness, said, here } = side();
    const [author, echo] = [connect(here), connect(here)];
    awareness.receive(author, typing(7), here);
    said.length = 0;
    awareness.receive(echo, typing(author.client ?? 0, false), here);
    expect([said, echo.client]).toEqual([[], undefined]);
    awareness.receive(echo, typing(8), here);
    expect(said).toHaveLength(1);
  });
});
