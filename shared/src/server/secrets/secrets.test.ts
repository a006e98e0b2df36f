import { createSecretKey } from "node:crypto";
import { expect, test } from "vitest";
import { createSecrets } from "./index.js";

const secrets = createSecrets(createSecretKey(Buffer.alloc(32, 7)));
const plain = Buffer.from("a recovery secret");

test("opens sealed bytes only for the same place", () => {
  const sealed = secrets.seal(plain, "mail 1");
  expect(secrets.open(sealed, "mail 1")).toEqual(plain);
  expect(() => secrets.open(sealed, "mail 2")).toThrow();
  const other = createSecrets(createSecretKey(Buffer.alloc(32, 8)));
  expect(() => other.open(sealed, "mail 1")).toThrow();
});

test("rejects sealed bytes after any change", () => {
  const sealed = secrets.seal(plain, "mail 1");
  for (const at of sealed.keys()) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    expect(() => secrets.open(changed, "mail 1"), `byte ${at}`).toThrow();
  }
});

test("opens a mail that an earlier release queued", () => {
  const sealed = Buffer.from(
    "AQEBAQEBAQEBAQEBSYOYNDduE1H3CBPZssxEbsWZHJ6UStf1G1n4YLcIL8Ht",
    "base64",
  );
  expect(secrets.openEarlierMail(sealed).toString()).toBe("a mail that waits");
});
