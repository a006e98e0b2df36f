import { subscribeToPush } from "@rally/shared/push";
import { makeVapidKeys } from "@rally/shared/server/config";
import { afterAll, describe, expect, test } from "vitest";
import { signUp, startPushService, startTestRally } from "../testing/index.js";
import { isPublicAddress, readEndpoint } from "./endpoints.js";

const service = await startPushService();
const rally = await startTestRally({
  push: { vapid: makeVapidKeys(), hosts: [service.host], ca: service.ca },
});
afterAll(async () => {
  await rally.close();
  await service.close();
});

describe("a push endpoint", () => {
  test.each([
    "http://push.example.org/a",
    "https://127.0.0.1/a",
    "https://localhost/a",
    "https://intranet/a",
    "https://10.1.2.3/a",
    "https://169.254.169.254/latest",
    "https://[::1]/a",
    "https://[::ffff:10.0.0.1]/a",
    "https://[fd00::1]/a",
    "https://0x7f000001/a",
    "https://2130706433/a",
    "https://push.example.org:8443/a",
    "https://me:you@push.example.org/a",
    "ftp://push.example.org/a",
    "push.example.org",
  ])(
    "in a private network, or not a valid push service address, is refused: %s",
    async (endpoint) => {
      expect(() => readEndpoint(endpoint, [])).toThrowError(
        expect.objectContaining({ fields: { endpoint: ["format"] } }),
      );
      const one = await signUp(rally);
      const { keys } = service.device().subscription;
      const reply = await one.ask(subscribeToPush, { body: { endpoint, keys } });
      expect(reply.status).toBe(400);
    },
  );

  test("on the public internet is accepted, and so is one that the operator names", () => {
    for (const endpoint of ["https://push.example.org/a?b", "https://[2606:4700::1]/a"]) {
      expect(readEndpoint(endpoint, []).href).toBe(endpoint);
    }
    expect(readEndpoint("https://10.0.0.1:8443/a", ["10.0.0.1:8443"]).port).toBe("8443");
  });

  test("is checked again after its name is resolved", () => {
    const inner = ["127.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "fe80::1"];
    expect(inner.filter(isPublicAddress)).toEqual([]);
    expect(["1.1.1.1", "2606:4700::1111"].filter(isPublicAddress)).toHaveLength(2);
  });
});
