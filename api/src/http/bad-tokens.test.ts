import { createConversationRoute } from "@rally/shared/conversations";
import { createSecretKey, generateKeyPairSync, hkdfSync, randomBytes } from "node:crypto";
import { logout } from "@rally/shared/accounts";
import type { ErrorCode } from "@rally/shared/errors";
import type { Route } from "@rally/shared/http";
import { newId } from "@rally/shared/ids";
import { createTokens } from "@rally/shared/server/tokens";
import jsonwebtoken from "jsonwebtoken";
import { afterAll, describe, expect, test } from "vitest";
import {
  ask,
  askRaw,
  expectFailure,
  pathFor,
  channelSamples,
  routeSamples,
  say,
  sendPoll,
  signInAgain,
  signUp,
  startTestRally,
  talk,
} from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const [alice, bob, gone] = [await signUp(rally), await signUp(rally), await signUp(rally)];
await ask(rally.url, logout, { cookie: gone.cookie });
const conversationId = await talk(alice, bob);
const { id: messageId } = await say(alice, conversationId, "first");

const { data: group } = await alice.call(createConversationRoute, {
  body: { kind: "group", name: "club", members: [] },
});

// Some routes are for admins of the server.
await rally.database("users").where("id", alice.id).update({ role: "admin" });
const samples = routeSamples({
  conversationId,
  groupId: group.id,
  messageId,
  pollId: await sendPoll(alice, conversationId),
  partnerId: bob.id,
  sessionId: (await signInAgain(rally, alice)).id,
  credentials: { login: alice.user.username, password: alice.password },
  channels: await channelSamples(alice, bob, await signUp(rally)),
});
const guarded = samples.filter(({ route }) => route.auth === "user");

// The key that signs access tokens, so that each token below has exactly one fault.
const key = createSecretKey(
  Buffer.from(hkdfSync("sha256", rally.secret.export(), "", "rally access", 32)),
);
const { sub, sid } = jsonwebtoken.decode(alice.token) as { sub: string; sid: string };
const claims = { sub, sid, kind: "access", exp: Math.floor(Date.now() / 1000) + 600 };
const names = { issuer: "rally", audience: "rally" };
const sign = (
  changed: object,
  options: jsonwebtoken.SignOptions = {},
  by: jsonwebtoken.Secret = key,
): string => {
  const payload = JSON.parse(JSON.stringify({ ...claims, ...changed })) as object;
  return jsonwebtoken.sign(payload, by, { algorithm: "HS256", ...names, ...options });
};
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const [header, payload, signature] = alice.token.split(".") as [string, string, string];
const past = Math.floor(Date.now() / 1000) - 1;

const bad: [what: string, authorization: string | undefined, code: ErrorCode][] = [
  ["no token", undefined, "unauthenticated"],
  ["an empty one", "Bearer ", "unauthenticated"],
  ["another scheme", `Basic ${alice.token}`, "unauthenticated"],
  ["the token alone", alice.token, "unauthenticated"],
  ["what is no token", "Bearer hello", "unauthenticated"],
  ["one that expired", `Bearer ${sign({ exp: past })}`, "unauthenticated"],
  ["one that never expires", `Bearer ${sign({ exp: undefined })}`, "unauthenticated"],
  ["one of algorithm none", `Bearer ${sign({}, { algorithm: "none" }, "")}`, "unauthenticated"],
  ["one of HS512", `Bearer ${sign({}, { algorithm: "HS512" })}`, "unauthenticated"],
  ["one of RS256", `Bearer ${sign({}, { algorithm: "RS256" }, privateKey)}`, "unauthenticated"],
  ["one signed with another key", `Bearer ${sign({}, {}, randomBytes(32))}`, "unauthenticated"],
  ["one of another server", `Bearer ${otherServers()}`, "unauthenticated"],
  ["one of another kind", `Bearer ${sign({ kind: "refresh" })}`, "unauthenticated"],
  ["one of no kind", `Bearer ${sign({ kind: undefined })}`, "unauthenticated"],
  ["one of another issuer", `Bearer ${sign({}, { issuer: "other" })}`, "unauthenticated"],
  ["one for another audience", `Bearer ${sign({}, { audience: "other" })}`, "unauthenticated"],
  ["one whose user id is invalid", `Bearer ${sign({ sub: "me" })}`, "unauthenticated"],
  ["one of no session", `Bearer ${sign({ sid: undefined })}`, "unauthenticated"],
  ["one with another user in it", `Bearer ${withUser(bob.id)}`, "unauthenticated"],
  ["one without its signature", `Bearer ${header}.${payload}.`, "unauthenticated"],
  ["one of an unknown session", `Bearer ${sign({ sid: newId() })}`, "session_ended"],
  ["one whose session ended", `Bearer ${gone.token}`, "session_ended"],
  ["the refresh cookie as a token", `Bearer ${alice.cookie.split("=")[1]}`, "unauthenticated"],
];

function otherServers(): string {
  const other = createTokens(createSecretKey(randomBytes(48)));
  return other.signAccess({ userId: sub, sessionId: sid }).token;
}

function withUser(id: string): string {
  const changed = Buffer.from(JSON.stringify({ ...claims, ...names, sub: id }));
  return `${header}.${changed.toString("base64url")}.${signature}`;
}

function invalidParams({ path }: Route): Record<string, string> {
  return Object.fromEntries([...path.matchAll(/:(\w+)/g)].map((found) => [found[1]!, "?"]));
}

describe.each(
  guarded.map((sample) => ({ name: `${sample.route.method} ${sample.route.path}`, sample })),
)("$name", ({ sample }) => {
  const request = (authorization: string | undefined) =>
    askRaw(rally.url, {
      method: sample.route.method,
      path: pathFor(sample),
      headers: {
        ...(sample.body && { "Content-Type": "application/json" }),
        ...(authorization !== undefined && { Authorization: authorization }),
      },
      ...(sample.body && { body: JSON.stringify(sample.body) }),
    });

  test.each(bad)("[S4] is refused with %s", async (_what, authorization, code) => {
    const reply = await request(authorization);
    expectFailure(reply, code);
    expect(reply.headers.get("WWW-Authenticate")).toBe("Bearer");
  });

  test("is authenticated before its input is validated", async () => {
    const reply = await askRaw(rally.url, {
      method: sample.route.method,
      path: pathFor({ route: sample.route, params: invalidParams(sample.route) }),
    });
    expectFailure(reply, "unauthenticated");
  });

  test("is answered when its token has no fault", async () => {
    const { status, text } = await request(`bearer ${sign({})}`);
    expect(status, text).toBe(200);
  });
});

test("logs no internal error", () => {
  expect(rally.errors).toEqual([]);
});
