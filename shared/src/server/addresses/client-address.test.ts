import { describe, expect, test } from "vitest";
import { clientAddress } from "./client-address.js";

const proxied = "https://rally.example.org";
const addressOf = (remoteAddress: string, forwarded?: string, publicUrl?: string): string =>
  clientAddress(
    { socket: { remoteAddress }, headers: { ...(forwarded && { "x-forwarded-for": forwarded }) } },
    publicUrl,
  );

describe("the client address of a request", () => {
  test.each([
    ["192.0.2.7", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["2001:DB8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::9", "2001:db8:1:2::/64"],
    ["2001:db8::9", "2001:db8::/64"],
    ["::1", "::/64"],
    ["fe80::1%eth0", "fe80::/64"],
    ["", ""],
  ])("of %s is %s: an IPv6 address counts as its network", (address, expected) => {
    expect(addressOf(address)).toBe(expected);
  });

  test.each(["127.0.0.1", "10.1.2.3", "172.31.0.1", "::ffff:192.168.1.1", "::1", "fd00::1"])(
    "is what a proxy at %s adds, behind a PUBLIC_URL",
    (proxy) => {
      expect(addressOf(proxy, "203.0.113.9, 192.0.2.7", proxied)).toBe("192.0.2.7");
      expect(addressOf(proxy, "2001:db8:1:2::9", proxied)).toBe("2001:db8:1:2::/64");
      expect(addressOf(proxy, "unknown", proxied)).toBe("unknown");
      expect(addressOf(proxy, "192.0.2.7")).toBe(addressOf(proxy));
    },
  );

  test.each(["198.51.100.1", "172.32.0.1", "192.169.0.1", "169.254.0.1", "fe80::1", "2001:db8::1"])(
    "is not what %s adds, which is in no private network",
    (address) => {
      expect(addressOf(address, "192.0.2.7", proxied)).toBe(addressOf(address));
    },
  );
});
