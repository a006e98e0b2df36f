import { createMetrics } from "@rally/shared/server/metrics";
import { newId } from "@rally/shared/ids";
import { limits } from "@rally/shared/limits";
import { Duplex } from "node:stream";
import { pino } from "pino";
import * as ws from "ws";
import { afterAll, describe, expect, test } from "vitest";
import { Allowance, ratesOf } from "../rates/index.js";
import { Connection, DeliveryGate, frameOf } from "./index.js";

const metrics = createMetrics();
const gate = new DeliveryGate(Infinity);
afterAll(() => {
  metrics.close();
});

/** The types of ws omit this class. */
const { Sender } = ws as unknown as {
  Sender: { frame: (data: Buffer, options: object) => Uint8Array[] };
};

describe("a shared frame", () => {
  test.each([0, 1, 125, 126, 65_535, 65_536, 200_000])(
    "of %i bytes equals the frame that ws writes",
    (size) => {
      const payload = Buffer.alloc(size, 7);
      const written = Sender.frame(payload, { fin: true, opcode: 2, mask: false, readOnly: true });
      expect(frameOf(payload)).toEqual(Buffer.concat(written));
    },
  );
});

/** A connection whose reader never reads. */
function unread(): { connection: Connection; closed: () => number | undefined; stream: Duplex } {
  let code: number | undefined;
  const socket = {
    OPEN: 1,
    get readyState() {
      return code === undefined ? 1 : 2;
    },
    close: (given: number) => (code = given),
  } as unknown as ws.WebSocket;
  const stream = new Duplex({ read: () => undefined, write: () => undefined });
  const connection = new Connection(
    socket,
    stream,
    {
      identity: { userId: newId(), sessionId: newId() },
      allowance: new Allowance(ratesOf(limits), performance.now()),
    },
    { limits, logger: pino({ level: "silent" }), metrics, gate },
  );
  return { connection, closed: () => code, stream };
}

describe("[S12] a reader that stops reading", () => {
  test.each([
    ["small", 20, 4_700],
    ["of 1 KB", 1_000, 900],
    ["of 64 KB", 65_536, 18],
  ])("is closed with 4508 when too many frames %s wait", (_what, size, most) => {
    for (const send of ["send", "sendFrame"] as const) {
      const { connection, closed, stream } = unread();
      const payload = send === "send" ? Buffer.alloc(size) : frameOf(Buffer.alloc(size));
      let sent = 0;
      while (closed() === undefined && sent < 100_000) {
        connection[send](payload);
        sent += 1;
      }
      expect(closed()).toBe(4508);
      expect(sent).toBeLessThanOrEqual(most);
      expect(stream.writableLength).toBeLessThan(1.2 * limits.readerBytes);
      connection[send](payload);
      expect(stream.writableEnded).toBe(true);
    }
  });
});
