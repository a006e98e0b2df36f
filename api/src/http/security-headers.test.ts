import { login } from "@rally/shared/accounts";
import { afterAll, expect, test } from "vitest";
import { documentHeaders } from "./security-headers.js";
import { ask, askAs, askRaw, signUp, startTestRally } from "../testing/index.js";

const plain = await startTestRally();
const behindTls = await startTestRally({ publicUrl: "https://rally.example.org" });
afterAll(() => Promise.all([plain.close(), behindTls.close()]));

const places = ["/", "/c/nowhere", "/api/v1/me", "/api/v1/nowhere", "/assets/none.js", "/healthz"];

function policyOf(headers: Headers): Map<string, string> {
  const directives = (headers.get("Content-Security-Policy") ?? "").split(";");
  return new Map(
    directives.map((directive) => {
      const [name = "", ...values] = directive.trim().split(" ");
      return [name, values.join(" ")];
    }),
  );
}

test.each(places)("%s allows no inline style or script, and no eval", async (path) => {
  const { headers } = await askRaw(plain.url, { method: "GET", path });
  const policy = policyOf(headers);
  expect(headers.get("Content-Security-Policy")).not.toMatch(/unsafe|\*|https?:/);
  expect(policy.get("default-src")).toBe("'self'");
  expect(policy.get("object-src")).toBe("'none'");
  expect(policy.get("base-uri")).toBe("'none'");
  expect(policy.get("frame-ancestors")).toBe("'none'");
  expect(policy.get("require-trusted-types-for")).toBe("'script'");
  expect(policy.get("trusted-types")).toBe("lit-html rally-worker");
});

test.each(places)(
  "%s cannot be framed or read by other sites, and sends them no referrer",
  async (path) => {
    const { headers } = await askRaw(plain.url, { method: "GET", path });
    expect(headers.get("Cross-Origin-Opener-Policy")).toBe("same-origin");
    expect(headers.get("Cross-Origin-Resource-Policy")).toBe("same-origin");
    expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(headers.get("Referrer-Policy")).toBe("no-referrer");
    expect(headers.get("Permissions-Policy")).toContain("geolocation=()");
    expect(headers.get("Access-Control-Allow-Origin")).toBeNull();
  },
);

test.each(places)("%s sends HSTS for two years over TLS only", async (path) => {
  const request = { method: "GET", path };
  const secured = await askRaw(behindTls.url, request);
  expect(secured.headers.get("Strict-Transport-Security")).toBe("max-age=63072000");
  const open = await askRaw(plain.url, request);
  expect(open.headers.get("Strict-Transport-Security")).toBeNull();
});

test("scripts and styles carry only the headers that browsers read from them", async () => {
  const page = await (await fetch(`${plain.url}/`)).text();
  const files = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g)].map(
    ([, path = ""]) => path,
  );
  expect(files.length).toBeGreaterThan(1);
  for (const path of files) {
    const { status, headers } = await askRaw(behindTls.url, { method: "GET", path });
    expect(status).toBe(200);
    expect(documentHeaders.filter((name) => headers.has(name))).toEqual([]);
    expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(headers.get("Cross-Origin-Resource-Policy")).toBe("same-origin");
    expect(headers.get("Referrer-Policy")).toBe("no-referrer");
    expect(headers.get("Strict-Transport-Security")).toContain("max-age=");
  }
});

test.each(["/", "/service-worker.js", "/favicon.svg"])(
  "%s, which a browser opens as a document or a worker, carries all of them",
  async (path) => {
    const { status, headers } = await askRaw(plain.url, { method: "GET", path });
    expect(status).toBe(200);
    expect(documentHeaders.filter((name) => !headers.has(name))).toEqual([]);
  },
);

test("TRACE does not echo the request", async () => {
  const { status } = await askAs(plain.url, { method: "TRACE", path: "/api/v1/me", headers: {} });
  expect(status).toBe(405);
});

test("the cookie is Secure and has the __Secure- prefix over TLS only", async () => {
  const origin = { Origin: "https://rally.example.org" };
  for (const [rally, headers] of [
    [plain, {}],
    [behindTls, origin],
  ] as const) {
    const { user, password } = await signUp(rally);
    const reply = await ask(rally.url, login, {
      body: { login: user.username, password },
      headers,
    });
    const cookie = reply.headers.get("Set-Cookie") ?? "";
    expect(cookie).toMatch(/; path=\/api\/v1\/auth;.*samesite=strict/i);
    expect(cookie).toMatch(/; httponly/i);
    expect(/; secure/i.test(cookie)).toBe(rally === behindTls);
    expect(cookie.startsWith("__Secure-rally_refresh=")).toBe(rally === behindTls);
  }
});
