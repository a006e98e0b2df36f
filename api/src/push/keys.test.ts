import { createECDH, randomBytes } from "node:crypto";
import { subscribeToPush } from "@rally/shared/push";
import { makeVapidKeys } from "@rally/shared/server/config";
import { afterAll, describe, expect, test } from "vitest";
import { signUp, startTestRally } from "../testing/index.js";

const rally = await startTestRally({ push: { vapid: makeVapidKeys(), hosts: [] } });
afterAll(() => rally.close());

const pair = createECDH("prime256v1");
pair.generateKeys();
const point = pair.getPublicKey();
const auth = randomBytes(16);

/** The point with one bit of its last byte flipped: no other point of the curve has this x. */
const besides = Buffer.from(point);
besides.writeUInt8(point.readUInt8(64) ^ 1, 64);
const other = createECDH("secp256k1");
other.generateKeys();

const subscribe = async (keys: { p256dh: string; auth: string }) =>
  (await signUp(rally)).ask(subscribeToPush, {
    body: { endpoint: "https://push.example.org/a", keys },
  });

function expectRefused({ status, body }: { status: number; body: unknown }, field: string): void {
  const error = { code: "invalid_input", fields: { [field]: ["format"] } };
  expect([status, body]).toMatchObject([400, { error }]);
}

describe("the keys of a subscription", () => {
  test("are accepted as browsers create them", async () => {
    const keys = { p256dh: point.toString("base64url"), auth: auth.toString("base64url") };
    expect((await subscribe(keys)).status).toBe(200);
  });

  test.each([
    ["of zeros", Buffer.alloc(65)],
    ["of zeros with the format byte", Buffer.concat([Buffer.from([4]), Buffer.alloc(64)])],
    ["that is not on the curve", besides],
    ["of another curve", other.getPublicKey()],
    ["in the hybrid form", pair.getPublicKey(null, "hybrid") as unknown as Buffer],
    ["in the compressed form", pair.getPublicKey(null, "compressed") as unknown as Buffer],
    ["with an extra byte", Buffer.concat([point, Buffer.alloc(1)])],
  ])("are refused with a point %s", async (_what, p256dh) => {
    const reply = await subscribe({
      p256dh: p256dh.toString("base64url"),
      auth: auth.toString("base64url"),
    });
    expectRefused(reply, "keys.p256dh");
  });

  test.each([15, 17])("are refused with %i bytes of auth", async (length) => {
    const reply = await subscribe({
      p256dh: point.toString("base64url"),
      auth: Buffer.alloc(length).toString("base64url"),
    });
    expectRefused(reply, "keys.auth");
  });
});

test("the server reports no error", () => {
  expect(rally.errors).toEqual([]);
});
