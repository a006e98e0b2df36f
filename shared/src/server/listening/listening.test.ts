import { once } from "node:events";
import type { RequestListener, ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { limits, type Limits } from "@rally/shared/limits";
import { timeoutFactor } from "@rally/shared/server/testing";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { listenForHttp, type HttpSide } from "./index.js";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const eventually = <T>(check: () => T): Promise<T> =>
  vi.waitFor(check, { timeout: 8_000 * timeoutFactor, interval: 5 });

async function listen(answer: RequestListener, bounds: Partial<Limits> = {}) {
  const side = await listenForHttp(
    { host: "127.0.0.1", port: 0, limits: { ...limits, ...bounds } },
    answer,
  );
  closing.push(() => side.close());
  return side;
}

async function open({ port }: HttpSide): Promise<Socket & { text: () => string }> {
  const socket = connect(port, "127.0.0.1");
  closing.push(() => socket.destroy());
  socket.on("error", () => undefined);
  await once(socket, "connect");
  let received = "";
  socket.setEncoding("utf8").on("data", (text: string) => {
    received += text;
  });
  return Object.assign(socket, { text: () => received });
}

const requests = (count: number): string =>
  "GET /some/path HTTP/1.1\r\nHost: rally.test\r\n\r\n".repeat(count);

describe("[S12] requests that one connection sends without waiting", () => {
  test("are all closed when the connection ends", async () => {
    const responses: ServerResponse[] = [];
    let closed = 0;
    const side = await listen((_request, response) => {
      responses.push(response);
      response.once("close", () => (closed += 1));
    });
    const client = await open(side);
    client.write(requests(3));
    await eventually(() => expect(responses).toHaveLength(3));
    expect(side.underWay).toBe(1);
    client.destroy();
    await eventually(() => expect(closed).toBe(3));
    expect(side.underWay).toBe(0);
    // A late answer has no effect, and closing twice is harmless.
    for (const response of responses) response.end("late");
    const next = await open(side);
    next.write(requests(1));
    await eventually(() => expect(responses).toHaveLength(4));
    expect(closed).toBe(3);
  });

  test("are answered in order up to a limit; above it the connection is ended", async () => {
    const waiting: ServerResponse[] = [];
    const side = await listen((_request, response) => void waiting.push(response), {
      pipelinedRequests: 4,
    });
    const client = await open(side);
    client.write(requests(100));
    await eventually(() => expect(waiting).toHaveLength(4));
    for (const [at, response] of waiting.entries()) response.end(`answer ${at}`);
    await once(client, "close");
    expect(client.text().match(/answer \d|HTTP\/1.1 \d+|"code":"\w+"/g)).toEqual([
      ...[0, 1, 2, 3].flatMap((at) => ["HTTP/1.1 200", `answer ${at}`]),
      ...["HTTP/1.1 429", '"code":"rate_limited"'],
    ]);
    expect(waiting).toHaveLength(4);
    await eventually(() => expect(side.underWay).toBe(0));
  });
});

describe("[S12] a client that does not read its answer", () => {
  const answerStall = 60;

  test("is disconnected after a timeout, but not while its answer is being prepared", async () => {
    const responses: ServerResponse[] = [];
    const side = await listen((_request, response) => void responses.push(response), {
      answerStall,
    });
    const [slow, stalled] = [await open(side), await open(side)];
    slow.write(requests(1));
    await eventually(() => expect(responses).toHaveLength(1));
    stalled.pause();
    stalled.write(requests(1));
    await eventually(() => expect(responses).toHaveLength(2));
    responses[1]?.end(Buffer.alloc(64 << 20));
    expect(side.underWay).toBe(2);
    await eventually(() => expect(side.underWay).toBe(1));
    stalled.resume();
    await once(stalled, "close");
    expect(stalled.text().length).toBeLessThan(64 << 20);
    responses[0]?.end("at last");
    await eventually(() => expect(slow.text()).toContain("at last"));
  });

  describe("with a controlled clock", () => {
    const { answerStall } = limits;
    // More than the system buffers before the client reads.
    const piece = Buffer.alloc(32 << 20);
    const MB = 1 << 20;

    beforeEach(() => {
      vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
    });
    afterEach(() => {
      vi.useRealTimers();
    });

    /** A client that reads on demand, and the response to its request. */
    async function begin() {
      let asked: (response: ServerResponse) => void = () => undefined;
      const asking = new Promise<ServerResponse>((resolve) => (asked = resolve));
      const side = await listen((_request, response) => asked(response));
      const socket = connect(side.port, "127.0.0.1");
      closing.push(() => socket.destroy());
      socket.on("error", () => undefined);
      let received = 0;
      socket.on("data", (bytes) => {
        received += bytes.length;
      });
      socket.pause().write(requests(1));
      const response = await asking;
      /** Reads until `check` holds or the connection ends. */
      const readUntil = async (check: () => boolean): Promise<void> => {
        socket.resume();
        while (!check() && !socket.closed) await new Promise(setImmediate);
        socket.pause();
      };
      return { side, socket, response, readUntil, received: () => received };
    }

    test("stays connected while it reads slowly", async () => {
      const { side, response, readUntil } = await begin();
      for (let n = 0; n < 4; n += 1) {
        expect(response.write(piece)).toBe(false);
        vi.advanceTimersByTime(0.9 * answerStall);
        let isDrained = false;
        response.once("drain", () => (isDrained = true));
        await readUntil(() => isDrained);
        expect(side.underWay).toBe(1);
      }
    });

    test("is disconnected when it reads less than one chunk within the timeout", async () => {
      const { side, socket, response, readUntil, received } = await begin();
      response.write(piece);
      let reads = 0;
      for (; side.underWay === 1 && reads < 12; reads += 1) {
        const before = received();
        await readUntil(() => received() >= before + MB);
        expect(received()).toBeGreaterThan(before);
        vi.advanceTimersByTime(answerStall / 6);
        await new Promise(setImmediate);
      }
      expect(reads).toBe(6);
      await readUntil(() => socket.closed);
      expect(received()).toBeLessThan(piece.length);
    });
  });
});
