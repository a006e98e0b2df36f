import { joinChannelRoute } from "@rally/shared/channels";
import { createConversationRoute, deleteConversationRoute } from "@rally/shared/conversations";
import { logout, refresh } from "@rally/shared/accounts";
import type { Route } from "@rally/shared/http";
import { errorStatus, type ErrorCode } from "@rally/shared/errors";
import { getMatch } from "@rally/shared/games";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { removeMemberRoute } from "@rally/shared/members";
import { createReportRoute } from "@rally/shared/reports";
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
  type RouteSample,
} from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const [alice, bob, eve] = [await signUp(rally), await signUp(rally), await signUp(rally)];
const conversationId = await talk(alice, bob);
const { id: messageId } = await say(alice, conversationId, "first");
const { id: worldMessageId } = await say(alice, WORLD_CONVERSATION_ID, "to everyone");
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
const named = samples.map((sample) => ({
  name: `${sample.route.method} ${sample.route.path}`,
  sample,
}));

/** The OpenAPI document lists every route; `/passkeys/{id}` matches `/passkeys/options` too. */
const { text: document } = await askRaw(rally.url, { method: "GET", path: "/api/v1/openapi.json" });
const { paths } = JSON.parse(document) as { paths: Record<string, Record<string, unknown>> };
const isAnswered = (method: string, path: string): boolean =>
  Object.entries(paths).some(
    ([pattern, methods]) =>
      method.toLowerCase() in methods &&
      new RegExp(`^${pattern.replace(/\{[^}]*\}/g, "[^/]+")}$`).test(path.split("?")[0] ?? ""),
  );

function send(
  sample: Pick<RouteSample, "route" | "body">,
  path: string,
  { token = alice.token, headers = {} }: { token?: string; headers?: Record<string, string> } = {},
) {
  return askRaw(rally.url, {
    method: sample.route.method,
    path,
    headers: {
      Authorization: `Bearer ${token}`,
      ...(sample.body && { "Content-Type": "application/json" }),
      ...headers,
    },
    ...(sample.body && { body: JSON.stringify(sample.body) }),
  });
}

test.each(["%20", "%00", "a%00", "é", "💥", "a".repeat(25), "..%2F..%2Fme"])(
  "refuses the user name %s",
  async (name) => {
    const reply = await askRaw(rally.url, {
      method: "GET",
      path: `/api/v1/people/${name}`,
      headers: { Authorization: `Bearer ${alice.token}` },
    });
    expect(expectFailure(reply, "invalid_input").fields).toEqual({ name: ["format"] });
  },
);

describe.each(named.filter(({ sample }) => sample.params && !sample.params["name"]))(
  "$name",
  ({ sample }) => {
    const cases = Object.keys(sample.params ?? {}).flatMap((param) =>
      [
        "x",
        " ",
        "%00",
        "0",
        "null",
        newId().toUpperCase(),
        `${newId()}0`,
        newId().replace(/-/g, ""),
      ]
        .concat("' or 1=1 --", "../../me", "é", "%E0%A4%A", param === "emoji" ? "ab" : "💥")
        .map((value) => ({ param, value })),
    );
    test.each(cases)("refuses $param $value and names the parameter", async ({ param, value }) => {
      const path = pathFor(sample, { params: { [param]: value } });
      expect(
        Object.keys(expectFailure(await send(sample, path), "invalid_input").fields ?? {}),
      ).toEqual([param]);
    });

    if (!sample.params?.id) return;

    test("refuses an id with broken percent-encoding", async () => {
      const path = pathFor(sample, { params: { id: "BROKEN" } }).replace("BROKEN", "%E0%A4%A");
      expectFailure(await send(sample, path), ["invalid_input", "unknown_route"]);
    });

    // Everyone can join a listed channel, or ask to, and watch a match.
    const isOpen = [joinChannelRoute, getMatch].some(({ path }) => path === sample.route.path);
    if (isOpen) return;

    test("[S4] answers 404 for other users' conversations, as for conversations that do not exist", async () => {
      const [others, none] = await Promise.all([
        send(sample, pathFor(sample), { token: eve.token }),
        send(sample, pathFor(sample, { params: { id: newId() } }), { token: eve.token }),
      ]);
      expect(expectFailure(others, "not_found")).toEqual(expectFailure(none, "not_found"));
    });

    if (sample.params?.messageId) {
      // All members can react to a message and read the votes of a poll, and both of two can pin.
      const isForAll =
        sample.params.emoji !== undefined ||
        sample.route.method === "GET" ||
        sample.route.path.includes("/pins/");
      if (!isForAll)
        test("[S4] does not return a message of another conversation", async () => {
          const reply = await send(sample, pathFor(sample), { token: bob.token });
          expectFailure(reply, "not_the_author");
        });

      test.each([
        ["another conversation", worldMessageId],
        ["nowhere", newId()],
      ])("does not find a message of %s", async (_what, id) => {
        const reply = await send(sample, pathFor(sample, { params: { messageId: id } }));
        expectFailure(reply, "not_found");
      });
    }
  },
);

describe.each(named.filter(({ sample }) => sample.query))("$name", ({ sample }) => {
  const numbers = ["-1", "1.5", "1e3", " 5", "5 ", "0x5", "٥", "", "NaN", "Infinity", "\0", "'"];
  const huge = ["9".repeat(16), "9".repeat(400)];
  const fields = Object.keys(sample.query ?? {}).filter((name) => name !== "search");
  const cases = fields.flatMap((field) =>
    [...numbers, ...huge, ...(field === "limit" ? ["0", "101"] : [])].map((value) => ({
      field,
      value,
    })),
  );
  test.each(cases)("refuses $field=$value and names the field", async ({ field, value }) => {
    const reply = await send(sample, pathFor(sample, { query: { [field]: value } }));
    const { fields } = expectFailure(reply, "invalid_input");
    // For a list, the error names the invalid item.
    expect(Object.keys(fields ?? {}).map((name) => name.split(".")[0])).toEqual([field]);
  });

  test.each(Object.keys(sample.query ?? {}))("refuses %s that is given twice", async (field) => {
    const reply = await send(sample, `${pathFor(sample)}&${field}=1`);
    // A list takes the second value, and the error names it.
    const named = sample.route.repeats?.includes(field) ? `${field}.1` : field;
    expect(Object.keys(expectFailure(reply, "invalid_input").fields ?? {})).toEqual([named]);
  });

  test.each(["extra", "constructor", "toString", "limit[]"])(
    "refuses the unknown parameter %s and does not repeat its name",
    async (name) => {
      const reply = await send(sample, pathFor(sample, { query: { [name]: "1" } }));
      expect(expectFailure(reply, "invalid_input").fields).toEqual({ "*": ["unknown"] });
    },
  );

  test("refuses a parameter __proto__", async () => {
    expectFailure(await send(sample, `${pathFor(sample)}&__proto__=1`), "invalid_input");
  });
});

test.each([
  ["search=%00", "search"],
  ["search=a%00b", "search"],
  [`search=${"x".repeat(65)}`, "search"],
  ["id=x", "id.0"],
  ["id=", "id.0"],
  [`id=${newId()}&id=${newId()},`, "id.1"],
  [Array.from({ length: 101 }, () => `id=${newId()}`).join("&"), "id"],
  [`search=a&search=b`, "search"],
  ["ids=x", "ids.0"],
  ["ids=", "ids.0"],
  [`ids=${newId()},`, "ids.1"],
  [`ids=${newId().toUpperCase()}`, "ids.0"],
  [`ids=${Array.from({ length: 101 }, newId).join()}`, "ids"],
])("refuses to search people by %s and names %s", async (query, field) => {
  const sample = samples.find(({ route }) => route.path === "/api/v1/users") as RouteSample;
  const reply = await send(sample, `/api/v1/users?${query}`);
  expect(Object.keys(expectFailure(reply, "invalid_input").fields ?? {})).toEqual([field]);
});

describe.each(named)("$name", ({ sample }) => {
  const keyed = /conversations$|messages\/:messageId$|marker$/;
  if (sample.route.method !== "GET" && keyed.test(sample.route.path)) {
    test.each(["x", newId().toUpperCase(), `${newId()}, ${newId()}`, "null"])(
      "refuses Idempotency-Key: %s and names it",
      async (key) => {
        const reply = await send(sample, pathFor(sample), { headers: { "Idempotency-Key": key } });
        const { fields } = expectFailure(reply, "invalid_input");
        expect(Object.keys(fields ?? {})).toEqual(["Idempotency-Key"]);
      },
    );
  }

  const others = ["GET", "POST", "PUT", "PATCH", "DELETE"].filter(
    (method) => !isAnswered(method, pathFor(sample)),
  );
  test.each(others)("refuses the method %s", async (method) => {
    const reply = await askRaw(rally.url, { method, path: pathFor(sample) });
    expectFailure(reply, "method_not_allowed");
    expect(reply.headers.get("Allow")).toContain(sample.route.method);
  });
});

describe("an unknown path", () => {
  test.each([
    ["/api"],
    ["/api/"],
    ["/api/v1"],
    ["/api/v1/nowhere"],
    ["/api/v2/me"],
    ["/api/v1/me/me"],
    ["/api//v1/me"],
    ["/api/v1/%E0%A4%A"],
    ["/api/v1/%00"],
    ["/api/v1/me%2F"],
    ["/api/v1/..%2f..%2fetc/passwd"],
    ["/api/v1/toString"],
    ["/api/v1/__proto__"],
    ["/sync"],
    ["/sync/conversation.x"],
    ["/game"],
  ])("%s is answered with 404 in the envelope, for every method", async (path) => {
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
      expectFailure(await askRaw(rally.url, { method, path }), "unknown_route");
    }
  });

  test("answers 404 to a request with a body, and does not read the body", async () => {
    const reply = await askRaw(rally.url, {
      method: "POST",
      path: "/api/v1/nowhere",
      headers: { "Content-Type": "application/json" },
      body: "{",
    });
    expectFailure(reply, "unknown_route");
  });
});

describe("an invalid refresh cookie", () => {
  const [id, generation, mac] = (alice.cookie.split("=")[1] ?? "").split(".");
  const cookies = ["", "x", "..", `${id}.${generation}`, `${id}.0.${"A".repeat(43)}`]
    .concat(
      `${newId()}.${generation}.${mac}`,
      `${id}.0.${mac}`,
      `${id}.2.${mac}`,
      `${id}.-1.${mac}`,
      `${id}.${generation}.${mac}.x`,
    )
    .concat(`${id}.999999999.${mac}`, `${id}.1e3.${mac}`, alice.token);
  test.each(cookies)("is refused: %s", async (value) => {
    const reply = await ask(rally.url, refresh, { cookie: `rally_refresh=${value}` });
    const text = JSON.stringify(reply.body);
    expectFailure({ ...reply, text }, "session_ended");
    expect((await ask(rally.url, logout, { cookie: `rally_refresh=${value}` })).status).toBe(200);
  });

  test("does not end the session that it names", async () => {
    expect((await ask(rally.url, refresh, { cookie: alice.cookie })).status).toBe(200);
  });
});

describe("a trailing slash", () => {
  test.each(named)("makes no difference: $name", async ({ sample }) => {
    const [path, search] = pathFor(sample).split("?") as [string, string?];
    const statusOf = async (slash: string): Promise<[number, ErrorCode | undefined]> => {
      const reply = await send(sample, `${path}${slash}${search ? `?${search}` : ""}`);
      const { error } = JSON.parse(reply.text) as { error?: { code: ErrorCode } };
      return [reply.status, error?.code];
    };
    const plain = await statusOf("");
    const slashed = await statusOf("/");
    const once = sample.route.path.endsWith("/register");
    expect(plain).toEqual([200, undefined]);
    // The member or the conversation is gone after the first time.
    const removals: readonly Route[] = [removeMemberRoute, deleteConversationRoute];
    const isRemoval = removals.includes(sample.route);
    const isReport = sample.route === createReportRoute;
    const repeated = isReport ? [errorStatus.already_reported, "already_reported"] : plain;
    const second = isRemoval ? [errorStatus.not_found, "not_found"] : repeated;
    expect(slashed).toEqual(once ? [errorStatus.taken, "taken"] : second);
  });
});

test("logs no internal error", () => {
  expect(rally.errors).toEqual([]);
});
