import { expect, test } from "vitest";
import { addressAt } from "./addresses.js";
import { hostOfAddress, hostOfLink } from "./real-host.js";

test.each([
  ["https://rally.test/a?b#c", undefined],
  ["HTTPS://Rally.Test:8443/", undefined],
  ["https://münchen.de", undefined],
  ["https://例え.jp", undefined],
  ["https://пример.рф", undefined],
  ["https://аррӏе.com", "xn--80ak6aa92e.com"],
  ["https://pаypal.com", "xn--pypal-4ve.com"],
  ["https://ɡoogle.com", "xn--oogle-qmc.com"],
  ["https://paypal.com@evil.test/", "evil.test"],
  ["https://ｇoogle.com", "google.com"],
  ["http://2130706433/", "127.0.0.1"],
])("the host that is shown beside %s is %s", (text, host) => {
  const { url, shown } = addressAt(text, 0)!;
  expect(hostOfAddress(url, shown)).toBe(host);
});

test.each([
  ["the rules", "https://rally.test", undefined],
  ["rally.test", "https://rally.test/x", undefined],
  ["www.rally.test", "https://rally.test", undefined],
  ["https://rally.test/a", "https://rally.test/b", undefined],
  ["https://paypal.com", "https://evil.test", "evil.test"],
  ["paypal.com", "https://evil.test:81", "evil.test:81"],
  ["pay\u200bpal.com", "https://evil.test", "evil.test"],
  ["раураl.com", "https://evil.test", "evil.test"],
  ["ｐaypal.com", "https://evil.test", "evil.test"],
  ["paypal。com", "https://evil.test", "evil.test"],
  ["click", "https://xn--pypal-4ve.com", "xn--pypal-4ve.com"],
  [`${"a ".repeat(120)} paypal.com`, "https://evil.test", "evil.test"],
])("the host shown beside the link %s to %s is %s", (text, address, host) => {
  expect(hostOfLink(new URL(address), text)).toBe(host);
});

test("an address ends before a backslash and invisible characters", () => {
  const shown = (text: string) => addressAt(text, 0)?.shown;
  expect(shown("https://evil.test\\@paypal.com")).toBe("https://evil.test");
  expect(shown("https://evil.test/\u202emoc.lapyap")).toBe("https://evil.test/");
  expect(shown("https://a.test/\u200bb")).toBe("https://a.test/");
});
