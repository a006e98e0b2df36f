import { queryObjects } from "node:v8";
import { limits } from "@rally/shared/limits";
import { expect, test } from "vitest";
import { GrowingBuffer } from "./growing-buffer.js";

const buffers = () => Number(queryObjects(Uint8Array, { format: "count" }));

test("[S12] a body in chunks of one byte holds no object per chunk and at most a quarter more memory than its size", () => {
  const most = limits.bodyBytes;
  const before = buffers();
  const body = new GrowingBuffer(most);
  for (let at = 0; at < most; at += 1) body.append(Buffer.from([at % 251]));
  expect(buffers() - before).toBeLessThan(most / 100);
  const bytes = body.bytes();
  expect(bytes).toEqual(Buffer.from(Array.from({ length: most }, (_, at) => at % 251)));
  expect(bytes.buffer.byteLength).toBe(most);
});

test("holds little more than the received bytes of an incomplete body", () => {
  const body = new GrowingBuffer(limits.commandsBodyBytes);
  for (let piece = 0; piece < 100; piece += 1) {
    body.append(Buffer.alloc(1_000));
    const held = body.bytes().buffer.byteLength;
    expect(held).toBeLessThanOrEqual(Math.max(body.length * 1.25, body.length + 4_096));
  }
  expect(body.length).toBe(100_000);
});

test("an empty body is empty, and a single chunk is not copied", () => {
  expect(new GrowingBuffer(10).bytes()).toHaveLength(0);
  const chunk = Buffer.from("whole");
  const body = new GrowingBuffer(10);
  body.append(chunk);
  expect(body.bytes().buffer).toBe(chunk.buffer);
});
