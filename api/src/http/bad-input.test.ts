import { createConversationRoute } from "@rally/shared/conversations";
import { gzipSync } from "node:zlib";
import type { ErrorCode } from "@rally/shared/errors";
import { afterAll, describe, expect, test } from "vitest";
import {
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
  type RouteSample,
} from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const [alice, bob] = [await signUp(rally), await signUp(rally)];
const conversationId = await talk(alice, bob);
const message = await say(alice, conversationId, "first");
const { data: group } = await alice.call(createConversationRoute, {
  body: { kind: "group", name: "club", members: [] },
});
// Some routes are for admins of the server.
await rally.database("users").where("id", alice.id).update({ role: "admin" });
const samples = routeSamples({
  conversationId,
  groupId: group.id,
  messageId: message.id,
  pollId: await sendPoll(alice, conversationId),
  partnerId: bob.id,
  sessionId: (await signInAgain(rally, alice)).id,
  credentials: { login: alice.user.username, password: alice.password },
  channels: await channelSamples(alice, bob, await signUp(rally)),
});
const nameOf = ({ route }: RouteSample): string => `${route.method} ${route.path}`;
const json = { "Content-Type": "application/json" };

function send(sample: RouteSample, instead: Partial<Parameters<typeof askRaw>[1]> = {}) {
  const { headers, ...rest } = instead;
  return askRaw(rally.url, {
    method: sample.route.method,
    path: pathFor(sample),
    ...rest,
    headers: { Authorization: `Bearer ${alice.token}`, ...headers },
  });
}

const sendBody = (sample: RouteSample, body: string | Uint8Array<ArrayBuffer>, headers = {}) =>
  send(sample, { body, headers: { ...json, ...headers } });

const withBody = samples.filter(({ body }) => body);
const whole = (sample: RouteSample) => JSON.stringify(sample.body);
const deep = `${"[".repeat(5_000)}${"]".repeat(5_000)}`;

interface BodyCase {
  what: string;
  body: (sample: RouteSample) => string | Uint8Array<ArrayBuffer>;
  code: ErrorCode;
  headers?: Record<string, string>;
}
const badBodies: BodyCase[] = [
  { what: "an empty body", body: () => "", code: "invalid_input" },
  { what: "what is not JSON", body: () => "hello", code: "invalid_json" },
  { what: "JSON cut short", body: (s) => whole(s).slice(0, -1), code: "invalid_json" },
  { what: "two JSON values", body: (s) => whole(s) + whole(s), code: "invalid_json" },
  { what: "JSON with a NUL in it", body: (s) => `${whole(s)}\0`, code: "invalid_json" },
  { what: "a list", body: (s) => `[${whole(s)}]`, code: "invalid_input" },
  { what: "a text", body: () => '"hello"', code: "invalid_input" },
  { what: "a number", body: () => "42", code: "invalid_input" },
  { what: "null", body: () => "null", code: "invalid_input" },
  { what: "true", body: () => "true", code: "invalid_input" },
  { what: "5,000 lists in each other", body: () => deep, code: "invalid_input" },
  { what: "5 MB", body: () => `{"x":"${"x".repeat(5 << 20)}"}`, code: "too_large" },
  {
    what: "20 kB of gzip that hold 20 MB",
    body: () => new Uint8Array(gzipSync(Buffer.alloc(20 << 20, " "))),
    headers: { "Content-Encoding": "gzip" },
    code: "unsupported_media_type",
  },
  {
    what: "gzip that is none",
    body: whole,
    headers: { "Content-Encoding": "gzip" },
    code: "unsupported_media_type",
  },
  {
    what: "an unknown encoding",
    body: whole,
    headers: { "Content-Encoding": "morse" },
    code: "unsupported_media_type",
  },
  {
    what: "an unknown charset",
    body: whole,
    headers: { "Content-Type": "application/json; charset=klingon" },
    code: "unsupported_media_type",
  },
  {
    what: "plain text",
    body: whole,
    headers: { "Content-Type": "text/plain" },
    code: "unsupported_media_type",
  },
  {
    what: "a form",
    body: () => "username=alice",
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    code: "unsupported_media_type",
  },
];

/** Values that the field does not accept. Login and password accept any text. */
function wrongFor({ route, nullable = [] }: RouteSample, field: string): unknown[] {
  const texts = route.path.endsWith("/login") ? [] : ["\0", "\ud800"];
  return [
    ...(nullable.includes(field) ? [] : [null]),
    true,
    1.5,
    -1,
    1e300,
    "",
    {},
    [],
    [[]],
    { $ne: 1 },
    ...texts,
  ];
}

describe.each(withBody.map((sample) => ({ name: nameOf(sample), sample })))(
  "$name",
  ({ sample }) => {
    test("refuses a missing body and names the required fields", async () => {
      const { fields } = expectFailure(await send(sample), "invalid_input");
      expect(fields).toEqual(
        Object.fromEntries(
          (sample.needs ?? Object.keys(sample.body ?? {})).map((name) => [name, ["required"]]),
        ),
      );
    });

    test.each(badBodies)("refuses $what", async ({ body, headers, code }) => {
      expectFailure(await sendBody(sample, body(sample), headers), code);
    });

    test.each(["extra", "constructor", "toString"])(
      "refuses an unknown field %s and does not repeat its name",
      async (name) => {
        const reply = await sendBody(sample, JSON.stringify({ ...sample.body, [name]: {} }));
        const { fields, message } = expectFailure(reply, "invalid_input");
        expect(fields).toEqual({ "*": ["unknown"] });
        expect(message).not.toContain(name);
      },
    );

    test("refuses a field __proto__", async () => {
      const body = `${whole(sample).slice(0, -1)},"__proto__":{"role":"admin"}}`;
      expectFailure(await sendBody(sample, body), ["invalid_json", "invalid_input"]);
    });

    const fields = Object.keys(sample.body ?? {});
    test.each(fields)("refuses a missing %s and names it", async (field) => {
      const { [field]: _left, ...rest } = sample.body ?? {};
      const reply = await sendBody(sample, JSON.stringify(rest));
      expect(Object.keys(expectFailure(reply, "invalid_input").fields ?? {})).toEqual([field]);
    });

    const pairs = fields.flatMap((field) =>
      wrongFor(sample, field).map((value) => ({ field, as: JSON.stringify(value), value })),
    );
    test.each(pairs)("refuses $field: $as and names the field", async ({ field, value }) => {
      const reply = await sendBody(sample, JSON.stringify({ ...sample.body, [field]: value }));
      const { fields: named } = expectFailure(reply, "invalid_input");
      expect(Object.keys(named ?? {}).every((name) => name.split(".")[0] === field)).toBe(true);
    });
  },
);

describe("a text", () => {
  const sampleOf = (path: string) => samples.find((s) => nameOf(s) === path) as RouteSample;
  const sending = sampleOf("POST /api/v1/conversations/:id/messages");
  const registering = sampleOf("POST /api/v1/auth/register");
  const signingIn = sampleOf("POST /api/v1/auth/login");

  test.each([
    ["of 8,001 characters", "x".repeat(8_001), "too_long"],
    ["of blanks", " \n\t ", "required"],
    ["of a zero-width space", "\u200b", "required"],
    ["of joiners, fillers and direction marks", "\u2060\u200d\u3164\u202e\ufe0f\u00ad", "required"],
    ["of an empty braille cell", "\u2800", "required"],
    ["with a NUL in it", "a\0b", "format"],
    ["with half a character", "a\ud83db", "format"],
    ["with the other half of a character", "\ude00", "format"],
  ])("refuses a message whose text is %s", async (_what, body, code) => {
    const content = { kind: "text", body };
    const reply = await sendBody(sending, JSON.stringify({ ...sending.body, content }));
    const { fields } = expectFailure(reply, "invalid_input");
    expect(Object.keys(fields ?? {})).toEqual(["content.body"]);
    if (code !== "required") expect(fields?.["content.body"]).toContain(code);
  });

  test.each([
    ["of an unknown kind", { kind: "sticker", body: "x" }],
    ["without a kind", { body: "x" }],
    ["with an unknown field", { kind: "text", body: "x", html: "<b>" }],
    ["with a body that is not a string", { kind: "text", body: 7 }],
  ])("refuses a content %s", async (_what, content) => {
    const reply = await sendBody(sending, JSON.stringify({ ...sending.body, content }));
    expectFailure(reply, "invalid_input");
  });

  test.each([
    ["username", "ab"],
    ["username", "a".repeat(25)],
    ["username", "Alice"],
    ["username", "al ice"],
    ["username", "alice\n"],
    ["username", "аlice"],
    ["email", "nobody"],
    ["email", "a@b"],
    ["email", "a@b@c.d"],
    ["email", "a\0b@example.org"],
    ["email", "a\u0001b@example.org"],
    ["email", "a\u202eb@example.org"],
    ["email", "a,b@example.org"],
    ["email", "a@example.org,b.org"],
    ["email", "a <b@example.org>"],
    ["email", "a<b@example.org"],
    ["email", "(a)b@example.org"],
    ["email", '"a"@example.org'],
    ["email", "a:b@example.org;"],
    ["email", "a\ud800b@example.org"],
    ["email", `${"x".repeat(250)}@example.org`],
    ["password", "short"],
    ["password", "x".repeat(257)],
    ["setupToken", "x".repeat(257)],
  ])("refuses %s = %j", async (field, value) => {
    const reply = await sendBody(
      registering,
      JSON.stringify({ ...registering.body, [field]: value }),
    );
    expect(Object.keys(expectFailure(reply, "invalid_input").fields ?? {})).toEqual([field]);
  });

  test.each(["a\0b", "\ud800", "%", "' or 1=1 --", "x".repeat(254)])(
    "refuses a sign-in whose %j is not a user",
    async (login) => {
      const reply = await sendBody(signingIn, JSON.stringify({ login, password: "whatever" }));
      expectFailure(reply, ["invalid_input", "wrong_credentials"]);
    },
  );

  test("refuses a sign-in whose body is not UTF-8", async () => {
    const body = Buffer.from('{"login":"\xff\xfe","password":"whatever"}', "latin1");
    expectFailure(await sendBody(signingIn, new Uint8Array(body)), "invalid_json");
  });
});

describe("after all refusals", () => {
  test.each(samples.map((sample) => ({ name: nameOf(sample), sample })))(
    "$name accepts valid input, so each refusal above had its own reason",
    async ({ sample }) => {
      const { status, text } = await (sample.body ? sendBody(sample, whole(sample)) : send(sample));
      expect(status, text).toBe(200);
    },
  );

  test("logs no internal error", () => {
    expect(rally.errors).toEqual([]);
  });
});
