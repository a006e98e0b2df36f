import { readdir } from "node:fs/promises";
import { once } from "node:events";
import { request, type ClientRequest } from "node:http";
import { join } from "node:path";
import { deflateSync, crc32 } from "node:zlib";
import { runCommands } from "@rally/shared/commands";
import { newId } from "@rally/shared/ids";
import { findPeople, getProfile, picturePath, pictureSizes } from "@rally/shared/people";
import sharp from "sharp";
import { afterAll, describe, expect, test } from "vitest";
import {
  askRaw,
  eventually,
  expectFailure,
  signUp,
  startTestRally,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

function upload(by: TestPerson | undefined, body: Uint8Array, type = "image/jpeg") {
  return askRaw(rally.url, {
    method: "POST",
    path: "/api/v1/me/avatar",
    headers: { "Content-Type": type, ...(by && { Authorization: `Bearer ${by.token}` }) },
    body: new Uint8Array(body),
  });
}

/** Sends the first bytes of a picture, once the server waits for it. */
async function beginUpload(by: TestPerson, body: Uint8Array): Promise<ClientRequest> {
  const begun = request(`${rally.url}/api/v1/me/avatar`, {
    method: "POST",
    headers: {
      ...{ Authorization: `Bearer ${by.token}`, Expect: "100-continue" },
      ...{ "Content-Type": "image/jpeg", "Content-Length": body.length },
    },
  });
  begun.on("error", () => undefined).flushHeaders();
  await once(begun, "continue");
  begun.write(body.subarray(0, 10));
  return begun;
}

const avatarOf = async (who: TestPerson) =>
  (await who.call(getProfile, { params: { name: who.user.username } })).data.avatar;

const fetched = async (name: string, size: (typeof pictureSizes)[number]) => {
  const response = await fetch(rally.url + picturePath(name, size));
  return { response, bytes: Buffer.from(await response.arrayBuffer()) };
};

/** Red on the left, blue on the right. */
const halves = (width = 600, height = 300) =>
  sharp({ create: { width, height, channels: 3, background: "blue" } }).composite([
    {
      input: { create: { width: width / 2, height, channels: 3, background: "red" } },
      gravity: "west",
    },
  ]);

/** A PNG that declares `side` × `side` pixels and holds a few bytes. */
function pngOf(side: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(Buffer.alloc(1 << 20))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const whole = await halves().jpeg().toBuffer();
const half = whole.subarray(0, whole.length / 2);

describe("an avatar", () => {
  test("is re-encoded as upright WebP squares without the metadata of its file", async () => {
    const one = await signUp(rally);
    const file = await halves()
      .withExif({ IFD0: { Copyright: "somewhere" }, IFD3: { GPSLatitude: "51/1 30/1 0/1" } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    expect(file.includes("somewhere")).toBe(true);
    expect((await upload(one, file)).status).toBe(200);
    const name = (await avatarOf(one)) ?? "";
    for (const size of pictureSizes) {
      const { response, bytes } = await fetched(name, size);
      expect(response.status).toBe(200);
      const read = await sharp(bytes).metadata();
      expect(read).toMatchObject({ format: "webp", width: size, height: size });
      expect([read.exif, read.icc, read.xmp, read.orientation]).toEqual(Array(4).fill(undefined));
      // Rotated by a quarter, the left of the picture is on top.
      const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
      const at = (row: number) => data[(row * size + size / 2) * info.channels] ?? 0;
      expect([at(2) > 150, at(size - 3) > 150]).toEqual([true, false]);
    }
  });

  test.each(["png", "webp", "gif", "avif"] as const)(
    "may be %s, whatever its declared type",
    async (format) => {
      const one = await signUp(rally);
      const file = await halves(64, 64).toFormat(format).toBuffer();
      expect((await upload(one, file, "text/plain")).status).toBe(200);
      expect(await avatarOf(one)).toMatch(/^[0-9a-f]{64}$/);
    },
  );

  test("of an animation is its first frame", async () => {
    const one = await signUp(rally);
    const frame = (background: string) =>
      sharp({ create: { width: 40, height: 40, channels: 3, background } })
        .png()
        .toBuffer();
    const frames = await Promise.all([frame("red"), frame("blue")]);
    const file = await sharp(frames, { join: { animated: true } })
      .gif({ delay: [9, 9] })
      .toBuffer();
    expect((await sharp(file).metadata()).pages).toBe(2);
    await upload(one, file);
    const { bytes } = await fetched((await avatarOf(one)) ?? "", 64);
    expect((await sharp(bytes).metadata()).pages ?? 1).toBe(1);
    const { data } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    expect([data[0]! > 150, data[2]! > 150]).toEqual([true, false]);
  });

  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>1</script></svg>';
  test.each([
    ["nothing", Buffer.alloc(0)],
    ["text", Buffer.from("hello")],
    ["SVG", Buffer.from(svg)],
    ["SVG that begins like XML", Buffer.from(`<?xml version="1.0"?>${svg}`)],
    ["an HTML page", Buffer.from("<!doctype html><script>alert(1)</script>")],
    ["a PDF", Buffer.from("%PDF-1.4\n1 0 obj<<>>endobj trailer<<>>")],
    ["half a picture", half],
    ["a decompression bomb of 30,000 × 30,000 pixels", pngOf(30_000)],
  ])("is not made from %s", async (_what, file) => {
    const one = await signUp(rally);
    expectFailure(await upload(one, file, "image/png"), "not_a_picture");
    expect(await avatarOf(one)).toBeUndefined();
  });

  test("is refused above 5 MB, with or without a declared length", async () => {
    const one = await signUp(rally);
    const large = Buffer.alloc(5 * 1024 * 1024 + 1);
    expectFailure(await upload(one, large), "too_large");
    const withoutLength = await fetch(`${rally.url}/api/v1/me/avatar`, {
      method: "POST",
      headers: { Authorization: `Bearer ${one.token}` },
      body: new Blob([large]).stream(),
      duplex: "half",
    } as RequestInit).catch(() => undefined);
    // A connection that ends before the upload is complete counts as an answer too.
    expect(withoutLength?.status ?? 413).toBe(413);
    expect(await avatarOf(one)).toBeUndefined();
  });

  test("is uploaded one at a time per user, because its bytes are held in memory until all have arrived", async () => {
    const [one, other] = [await signUp(rally), await signUp(rally)];
    const picture = await halves().jpeg().toBuffer();
    // Which of two concurrent uploads the server sees first is random: retries until it is the slow
    // one.
    const slow = await eventually(async () => {
      const begun = await beginUpload(one, picture);
      const reply = await upload(one, picture);
      if (reply.status === 200) begun.destroy();
      expectFailure(reply, "rate_limited");
      return begun;
    });
    expect((await upload(other, picture)).status).toBe(200);
    slow.destroy();
    await eventually(async () => expect((await upload(one, picture)).status).toBe(200));
  });

  test("is not accepted from signed-out users", async () => {
    expectFailure(await upload(undefined, await halves().jpeg().toBuffer()), "unauthenticated");
  });

  test("is stored once for all who use it, and removed by a command", async () => {
    const [one, other] = [await signUp(rally), await signUp(rally)];
    const file = await halves(80, 80).jpeg().toBuffer();
    for (const who of [one, other, one]) await upload(who, file);
    const name = (await avatarOf(one)) ?? "";
    expect(await avatarOf(other)).toBe(name);
    const kept = await readdir(join(rally.dataDirectory, "files", name.slice(0, 2)));
    expect(kept.filter((file) => file.startsWith(name)).sort()).toEqual(
      pictureSizes.map((size) => `${name}-${size}`).sort(),
    );
    const command = { id: newId(), name: "profile.update", input: { avatar: null } };
    await one.call(runCommands, { body: { commands: [command] } });
    expect(await avatarOf(one)).toBeUndefined();
  });

  test("is served with an unlimited cache lifetime, and only as a picture", async () => {
    const one = await signUp(rally);
    await upload(one, await halves(90, 90).png().toBuffer());
    const { response } = await fetched((await avatarOf(one)) ?? "", 128);
    const header = (name: string) => response.headers.get(name);
    expect(header("content-type")).toBe("image/webp");
    expect(header("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(header("x-content-type-options")).toBe("nosniff");
    expect(header("content-disposition")).toBe('inline; filename="picture.webp"');
    expect(header("content-security-policy")).toBe("default-src 'none'; sandbox");
  });

  test.each([
    "x",
    "..%2F..%2Fsecret",
    "a".repeat(64),
    `${"a".repeat(64)}-64`,
    `${"a".repeat(64)}-..`,
  ])("does not serve a file named %s", async (name) => {
    expectFailure(
      await askRaw(rally.url, { method: "GET", path: `/api/v1/files/${name}` }),
      "not_found",
    );
  });

  test("[S14] is not served to users with a block between them and its owner", async () => {
    const [one, other] = [await signUp(rally), await signUp(rally)];
    const file = await halves(70, 70).png().toBuffer();
    for (const who of [one, other]) await upload(who, file);
    const seen = async (by: TestPerson, who: TestPerson) =>
      (await by.call(findPeople, { query: { id: who.id } })).data[0]?.avatar;
    expect(await seen(one, other)).toBeDefined();
    const command = { id: newId(), name: "user.block", input: { userId: other.id } };
    await one.call(runCommands, { body: { commands: [command] } });
    expect([await seen(one, other), await seen(other, one)]).toEqual([undefined, undefined]);
  });
});

test("the server reports no error", () => {
  expect(rally.errors).toEqual([]);
});
