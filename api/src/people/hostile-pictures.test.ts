import { readFileSync } from "node:fs";
import { limits, type Limits } from "@rally/shared/limits";
import { timeoutFactor } from "@rally/shared/server/testing";
import sharp from "sharp";
import { afterAll, expect, test } from "vitest";
import {
  askRaw,
  eventually,
  expectFailure,
  signUp,
  startTestRally,
  type TestPerson,
  type TestRally,
} from "../testing/index.js";

/** 1,081 bytes that declare 36 million pixels, which take seconds to decode. */
const large = readFileSync(new URL("testing/6000x6000.avif", import.meta.url));
/** The same picture declared as 64 × 64: the two sides are in its `ispe` box. */
const lying = Buffer.from(large);
const sides = large.indexOf("ispe") + 8;
lying.writeUInt32BE(64, sides);
lying.writeUInt32BE(64, sides + 4);

const small = await sharp({ create: { width: 64, height: 64, channels: 3, background: "red" } })
  .jpeg()
  .toBuffer();

const started: TestRally[] = [];
afterAll(() => Promise.all(started.map((rally) => rally.close())));

async function withBounds(bounds: Partial<Limits>): Promise<TestRally> {
  const rally = await startTestRally({ limits: { avatarsAtOnce: 1, ...bounds } });
  started.push(rally);
  return rally;
}

const upload = (rally: TestRally, by: TestPerson, body: Buffer) =>
  askRaw(rally.url, {
    method: "POST",
    path: "/api/v1/me/avatar",
    headers: { "Content-Type": "image/avif", Authorization: `Bearer ${by.token}` },
    body: new Uint8Array(body),
  });

const childProcesses = (): string[] =>
  process.getActiveResourcesInfo().filter((name) => name === "ProcessWrap");

/** Limits above what the picture needs, so that each test lowers only its own. */
const roomy = {
  avatarAvifPixels: 6_000 * 6_000,
  avatarTime: 120_000 * timeoutFactor,
  avatarMemory: 2 ** 40,
};

test("[S12] a small AVIF file is refused by the number of pixels that its header declares", async () => {
  const accepting = await withBounds(roomy);
  expect((await upload(accepting, await signUp(accepting), large)).status).toBe(200);
  const { avatarAvifPixels } = limits;
  const rally = await withBounds({ ...roomy, avatarAvifPixels });
  expectFailure(await upload(rally, await signUp(rally), large), "not_a_picture");
  expectFailure(await upload(rally, await signUp(rally), lying), "not_a_picture");
});

test("[S12] a picture that takes too long is stopped with its process, and its slot is released", async () => {
  const rally = await withBounds({ ...roomy, avatarTime: 1_000 });
  const [one, other] = [await signUp(rally), await signUp(rally)];
  // All wait for the one slot; each picture's process has ended before the next one starts.
  const uploads = Promise.all([
    upload(rally, one, large),
    upload(rally, other, small),
    signUp(rally).then((third) => upload(rally, third, large)),
  ]);
  // Proves that a running process is found, without which finding none would prove nothing.
  await eventually(() => expect(childProcesses()).toHaveLength(1));
  const replies = await uploads;
  expect(replies.map(({ status }) => status)).toEqual([422, 200, 422]);
  expect(childProcesses()).toEqual([]);
});

test("[S12] a picture that takes too much memory is stopped with its process", async () => {
  // Enough memory for the process itself and for a small picture.
  const rally = await withBounds({ ...roomy, avatarMemory: 110 * 2 ** 20 });
  expect((await upload(rally, await signUp(rally), small)).status).toBe(200);
  expectFailure(await upload(rally, await signUp(rally), large), "not_a_picture");
  expect(childProcesses()).toEqual([]);
});

test("[S12] a user can send a limited number of pictures in ten minutes, valid or not", async () => {
  const rally = await withBounds({ avatarsOfUser: 2 });
  const [one, other] = [await signUp(rally), await signUp(rally)];
  for (const body of [small, Buffer.from("no picture")]) await upload(rally, one, body);
  const refused = await upload(rally, one, small);
  expectFailure(refused, "rate_limited");
  expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThan(0);
  expect((await upload(rally, other, small)).status).toBe(200);
  expect(limits.avatarsOfUser).toBeGreaterThan(2);
});

test("the server reports no error", () => {
  expect(started.flatMap(({ errors }) => errors)).toEqual([]);
});
