import { listProviders } from "@rally/shared/sign-in";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { ask, askAs, askRaw } from "../../testing/index.js";
import {
  endingOf,
  providerIds,
  publicUrl,
  refusal,
  startOf,
  startProviderFixture,
} from "./testing/provider-fixture.js";

const fixture = await startProviderFixture();
const { newcomer, oidc, rally, school, untilReturn } = fixture;
afterAll(() => rally.close());

beforeEach(() => void fixture.nextPerson());

describe.each(providerIds)("a visit to %s", (provider) => {
  test("refuses a state that is forged, or of another browser", async () => {
    const [visitor, other] = [newcomer(), newcomer()];
    const back = await untilReturn(visitor, await visitor.step(startOf(provider)));
    expect(endingOf(await other.visit(back.href))).toEqual(refusal("challenge_expired"));
    await other.step(startOf(provider));
    expect(endingOf(await other.visit(back.href))).toEqual(refusal("provider_failed"));
    back.searchParams.set("state", "forged");
    expect(endingOf(await visitor.visit(back.href))).toEqual(refusal("provider_failed"));
    expect(visitor.cookies()).not.toContain("rally_refresh");
  });

  test("refuses a replayed return, even with the original cookie", async () => {
    school.lenient = true;
    const visitor = newcomer();
    const back = await untilReturn(visitor, await visitor.step(startOf(provider)));
    const kept = visitor.cookies();
    expect(endingOf(await visitor.visit(back.href))).toMatchObject({ name: "signed-in" });
    const again = await askRaw(rally.url, {
      method: "GET",
      path: back.pathname + back.search,
      headers: { Cookie: kept },
    });
    expect(again.headers.get("Location")).toContain("error.challenge_expired");
    expect(again.headers.get("Set-Cookie")).not.toContain("rally_refresh");
  });

  // The 42 network does not support PKCE; there the state alone protects.
  test.skipIf(provider === "42")("refuses the code of another user's sign-in", async () => {
    const [visitor, attacker] = [newcomer(), newcomer()];
    const theirs = await untilReturn(attacker, await attacker.step(startOf(provider)));
    const back = await untilReturn(visitor, await visitor.step(startOf(provider)));
    back.searchParams.set("code", theirs.searchParams.get("code") ?? "");
    expect(endingOf(await visitor.visit(back.href))).toEqual(refusal("provider_failed"));
  });

  test("redirects back to PUBLIC_URL, whatever the Host header", async () => {
    const { location, cookies } = await askAs(rally.url, {
      method: "GET",
      path: startOf(provider),
      headers: { Host: "evil.example.org", "X-Forwarded-Host": "evil.example.org" },
    });
    const url = new URL(location);
    expect(url.searchParams.get("redirect_uri")).toBe(
      `${publicUrl}/api/v1/auth/oauth/${provider}/callback`,
    );
    expect(url.searchParams.get("code_challenge_method")).toBe("S256");
    const [cookie = ""] = cookies;
    expect(cookie.startsWith("__Secure-rally_oauth=")).toBe(true);
    for (const attribute of ["httponly", "secure", "samesite=lax", "path=/api/v1/auth"]) {
      expect(cookie.toLowerCase()).toContain(attribute);
    }
  });
});

describe("an OpenID Connect provider", () => {
  test("refuses a sign-in that the user declined, with that reason", async () => {
    oidc.declines = true;
    const page = await newcomer().visit(startOf("home"));
    expect(endingOf(page)).toEqual(refusal("provider_denied"));
  });

  test.each(["nonce", "code_challenge"])(
    "refuses a %s that differs from this browser's",
    async (parameter) => {
      const visitor = newcomer();
      const url = await visitor.step(startOf("home"));
      url?.searchParams.set(parameter, "A".repeat(43));
      const back = await untilReturn(visitor, url);
      expect(endingOf(await visitor.visit(back.href))).toEqual(refusal("provider_failed"));
      expect(visitor.cookies()).not.toContain("rally_refresh");
    },
  );

  test("is not accepted as another issuer", async () => {
    const visitor = newcomer();
    const back = await untilReturn(visitor, await visitor.step(startOf("home")));
    back.searchParams.set("iss", "https://evil.example.org");
    expect(endingOf(await visitor.visit(back.href))).toEqual(refusal("provider_failed"));
  });

  test("cannot be confused with another provider", async () => {
    const visitor = newcomer();
    const back = await untilReturn(visitor, await visitor.step(startOf("home")));
    const mixed = back.href.replace("/oauth/home/", "/oauth/42/");
    expect(endingOf(await visitor.visit(mixed))).toEqual(refusal("challenge_expired"));
  });
});

test("refuses a sign-in started from another site, and unknown providers", async () => {
  const asked = (path: string, headers = {}) => askRaw(rally.url, { method: "GET", path, headers });
  for (const site of ["cross-site", "same-site"]) {
    const foreign = await asked(startOf("home"), { "Sec-Fetch-Site": site });
    expect(foreign.headers.get("Location")).toBe("/sign-in#oauth=error.origin_refused");
  }
  for (const site of ["same-origin", "none"]) {
    const own = await asked(startOf("home"), { "Sec-Fetch-Site": site });
    expect(own.headers.get("Location")).toContain(oidc.issuer);
  }
  const unknown = await asked("/api/v1/auth/oauth/nobody");
  expect(unknown.headers.get("Location")).toBe("/sign-in#oauth=error.not_found");
  const { body } = await ask(rally.url, listProviders);
  expect(body).toMatchObject({
    data: [
      { id: "home", name: "Home" },
      { id: "42", name: "42" },
    ],
  });
  expect(JSON.stringify(body)).not.toContain(oidc.clientSecret);
});

test("logs no internal error", () => {
  expect(rally.errors).toEqual([]);
});
