import * as accounts from "@rally/shared/accounts";
import { pathOf } from "@rally/shared/http";
import { setPictureRoute } from "@rally/shared/conversations";
import { addEmoji, addSticker } from "@rally/shared/expressions";
import * as friends from "@rally/shared/relationships";
import * as people from "@rally/shared/people";
import * as signIn from "@rally/shared/sign-in";
import { afterAll, describe, expect, test } from "vitest";
import { acceptChallengeRoute, rematchRoute } from "@rally/shared/games";
import { askRaw, everyRoute, nameOfRoute, routeSamples, startTestRally } from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

interface Document {
  openapi: string;
  paths: Record<string, Record<string, { security: unknown[]; responses: object }>>;
}

const routes = everyRoute;
const nameOf = nameOfRoute;

describe("/api/v1/openapi.json", () => {
  test("describes every route and no other", async () => {
    const { status, text } = await askRaw(rally.url, {
      method: "GET",
      path: "/api/v1/openapi.json",
    });
    expect(status).toBe(200);
    const { openapi, paths } = JSON.parse(text) as Document;
    expect(openapi).toBe("3.1.0");
    const described = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const written = routes.map(nameOf).map((name) => name.replace(/:(\w+)/g, "{$1}"));
    expect(described.sort()).toEqual(written.sort());
  });

  test("names the requirements and the errors of each route", async () => {
    const { text } = await askRaw(rally.url, { method: "GET", path: "/api/v1/openapi.json" });
    for (const route of routes) {
      const { paths } = JSON.parse(text) as Document;
      const operation = paths[route.path.replace(/:(\w+)/g, "{$1}")]?.[route.method.toLowerCase()];
      expect(operation?.security).toEqual(route.auth === "user" ? [{ bearer: [] }] : []);
      expect(Object.keys(operation?.responses ?? {})).toEqual([
        route.redirects ? "303" : "200",
        "default",
      ]);
    }
  });

  test("every route has a sample, so that the input tests cover all of them", () => {
    const setup = { conversationId: "c", messageId: "m", partnerId: "p", sessionId: "s" };
    const sampled = routeSamples({ ...setup, credentials: { login: "x", password: "x" } });
    // Routes that end one's own session, or need a link, a code, a browser or a provider, have
    // tests of their own.
    const unsampled = [
      ...[
        accounts.refresh,
        accounts.resumeSession,
        accounts.logout,
        accounts.endAllSessions,
        accounts.deleteAccount,
      ],
      ...[accounts.confirmEmail, accounts.resetPassword],
      ...[signIn.startOAuth, signIn.finishOAuth, signIn.startLinking, signIn.unlinkProvider],
      ...[signIn.finishSignIn, signIn.confirmTwoFactor, signIn.renewRecoveryCodes],
      ...[signIn.addPasskey, signIn.renamePasskey, signIn.removePasskey],
      ...[signIn.signInWithPasskey, signIn.setFirstPassword],
      // So do routes that need another user's action, and routes that take no JSON.
      ...[
        friends.acceptFriendRoute,
        acceptChallengeRoute,
        rematchRoute,
        people.uploadAvatar,
        setPictureRoute,
        addEmoji,
        addSticker,
      ],
    ];
    expect([...sampled.map(({ route }) => route), ...unsampled].map(nameOf).sort()).toEqual(
      routes.map(nameOf).sort(),
    );
  });
});

describe("beside the API", () => {
  test.each([
    ["/healthz", { alive: true }],
    ["/readyz", { ready: true }],
  ])("%s reports success", async (path, data) => {
    const { status, text } = await askRaw(rally.url, { method: "GET", path });
    expect([status, JSON.parse(text)]).toEqual([200, { success: true, data }]);
  });

  test("answers carry the security headers and a request id", async () => {
    const { headers } = await askRaw(rally.url, { method: "GET", path: pathOf(accounts.me) });
    expect(headers.get("Content-Security-Policy")).toContain("default-src 'self'");
    expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(headers.get("Cache-Control")).toBe("no-store");
    expect(headers.get("X-Request-Id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get("X-Powered-By")).toBeNull();
  });
});
