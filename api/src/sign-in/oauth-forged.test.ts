import { listProviders } from "@rally/shared/sign-in";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { ask, askAs, askRaw } from "../testing/index.js";
import {
  endingOf,
  providerIds,
  publicUrl,
  refusal,
  startOf,
  startProviderStage,
} from "./testing/provider-stage.js";

const stage = await startProviderStage();
const { newcomer, oidc, rally, school, untilReturn } = stage;
afterAll(() => rally.close());

beforeEach(() => void stage.nextPerson());

describe.each(providerIds)("a visit to %s", (provider) => {
  test("a state that is forged, or of another browser, is refused", async () => {
    const [visitor, other] = [newcomer(), newcomer()];
    const back = await untilReturn(visitor, await visitor.step(startOf(provider)));
    expect(endingOf(await other.visit(back.href))).toEqual(refusal("challenge_expired"));
    await other.step(startOf(provider));
    expect(endingOf(await other.visit(back.href))).toEqual(refusal("provider_failed"));
    back.searchParams.set("state", "forged");
    expect(endingOf(await visitor.visit(back.href))).toEqual(refusal("provider_failed"));
    expect(visitor.cookies()).not.toContain("rally_refresh");
  });

  test("a return that is replayed is refused, also by who keeps the cookie", async () => {
    school.lenient = true;
    const visitor = newcomer();
    const back = await untilReturn(visitor, await visitor.step(startOf(provider)));
    const kept = visitor.cookies();
    expect(endingOf(await visitor.visit(back.href))).toEqual({ name: "signed-in" });
    const again = await askRaw(rally.url, {
      method: "GET",
      path: back.pathname + back.search,
      headers: { Cookie: kept },
    });
    expect(again.headers.get("Location")).toContain("error.challenge_expired");
    expect(again.headers.get("Set-Cookie")).not.toContain("rally_refresh");
  });

  // With 42, which knows no PKCE, this is the state's work alone: see the test of it.
  test.skipIf(provider === "42")("a code of somebody else's sign-in is refused", async () => {
    const [visitor, attacker] = [newcomer(), newcomer()];
    const theirs = await untilReturn(attacker, await attacker.step(startOf(provider)));
    const back = await untilReturn(visitor, await visitor.step(startOf(provider)));
    back.searchParams.set("code", theirs.searchParams.get("code") ?? "");
    expect(endingOf(await visitor.visit(back.href))).toEqual(refusal("provider_failed"));
  });

  test("the way back is PUBLIC_URL's, whatever Host a request names", async () => {
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
  test("that says no says so here", async () => {
    oidc.declines = true;
    const page = await newcomer().visit(startOf("home"));
    expect(endingOf(page)).toEqual(refusal("provider_denied"));
  });

  test.each(["nonce", "code_challenge"])(
    "that was sent another %s than this browser's is refused",
    async (parameter) => {
      const visitor = newcomer();
      const url = await visitor.step(startOf("home"));
      url?.searchParams.set(parameter, "A".repeat(43));
      const back = await untilReturn(visitor, url);
      expect(endingOf(await visitor.visit(back.href))).toEqual(refusal("provider_failed"));
      expect(visitor.cookies()).not.toContain("rally_refresh");
    },
  );

  test("is not taken for another issuer", async () => {
    const visitor = newcomer();
    const back = await untilReturn(visitor, await visitor.step(startOf("home")));
    back.searchParams.set("iss", "https://evil.example.org");
    expect(endingOf(await visitor.visit(back.href))).toEqual(refusal("provider_failed"));
  });

  test("cannot be mixed up with another one", async () => {
    const visitor = newcomer();
    const back = await untilReturn(visitor, await visitor.step(startOf("home")));
    const mixed = back.href.replace("/oauth/home/", "/oauth/42/");
    expect(endingOf(await visitor.visit(mixed))).toEqual(refusal("challenge_expired"));
  });
});

test("another site cannot begin a sign-in, and of unknown providers there is none", async () => {
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

test("nothing failed on the server's side", () => {
  expect(rally.errors).toEqual([]);
});
