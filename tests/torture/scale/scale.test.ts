import { createConversationRoute } from "@rally/shared/conversations";
import { exportedLists } from "@rally/shared/export";
import { newId } from "@rally/shared/ids";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  everyCommand,
  pathFor,
  channelSamples,
  routeSamples,
  say,
  sendPoll,
  signInAgain,
  signUp,
  startTestRally,
  talk,
  type TestPerson,
} from "../../../api/src/testing/index.js";
import { OBSERVED_HEADER, observeRequests, reportPlans, type Observed } from "./observe.js";
import { behind, commandsIn, queriesIn, type Asked, type Scope } from "./requests.js";
import { seed, withoutStatistics } from "./seed.js";

/** `npm run torture scale` runs the large size; `npm test` runs the small one. */
const size = process.env.RALLY_TORTURE_SCALE
  ? { users: 100_000, messages: 1_000_000 }
  : { users: 12_000, messages: 100_000 };
/**
 * The limits of rows read by a sequential scan, and of rows that a list reads beside its answer.
 */
const [SCANNED, BESIDE] = [10_000, 1_000];
/** Lists from which an export reads a user's own data, each by four statements. */
const EXPORTED = Object.keys(exportedLists).length;
/**
 * The limit of statements for one request, regardless of its size; a batch of commands starts a
 * transaction.
 */
const STATEMENTS = 30;

const rally = await startTestRally({ limits: { notificationGather: 3_600_000 } });
const observer = observeRequests();
const client = new pg.Client({ connectionString: rally.databaseUrl });
await client.connect();
await withoutStatistics(client);
afterAll(async () => {
  observer.close();
  await rally.close();
});
const [hero, newcomer, partner] = [await signUp(rally), await signUp(rally), await signUp(rally)];
const direct = await talk(newcomer, partner);
const group = { kind: "group" as const, name: "Own", members: [] };
const { data: owned } = await newcomer.call(createConversationRoute, { body: group });
const message = await say(newcomer, direct, "hello");
const poll = await sendPoll(newcomer, direct);
const channels = await channelSamples(newcomer, partner, await signUp(rally));
const few: Scope = {
  ...{ direct, group: direct, channel: channels.owned },
  ...{ member: partner.id, messageId: message.id, pollId: poll },
};
// Some routes are for admins of the server.
await rally.database("users").where("id", newcomer.id).update({ role: "admin" });
const samples = routeSamples({
  ...{ conversationId: direct, groupId: owned.id, messageId: message.id, partnerId: partner.id },
  pollId: poll,
  sessionId: (await signInAgain(rally, newcomer)).id,
  credentials: { login: newcomer.user.username, password: newcomer.password },
  channels,
});

interface Answered {
  status: number;
  body: { success: boolean; data: unknown };
  observed: Observed;
}

async function ask(
  person: TestPerson,
  { method, path, body }: { method: string; path: string; body?: object | undefined },
): Promise<Answered> {
  const name = newId();
  const response = await fetch(`${rally.url}${path}`, {
    method,
    headers: {
      [OBSERVED_HEADER]: name,
      Authorization: `Bearer ${person.token}`,
      ...(body && { "Content-Type": "application/json" }),
    },
    ...(body && { body: JSON.stringify(body) }),
    redirect: "manual",
  });
  const text = await response.text();
  return {
    status: response.status,
    body: (text === "" ? {} : JSON.parse(text)) as Answered["body"],
    observed: observer.of(name),
  };
}

/** The rows of an answer: of its list, or of all parts of home. */
function rowsIn(data: unknown): number {
  if (Array.isArray(data)) return data.length;
  const parts = Object.values(data ?? {}) as { rows?: unknown[] }[];
  return Math.max(
    1,
    parts.reduce((sum, part) => sum + (part?.rows?.length ?? 0), 0),
  );
}

/** @throws when a request reads more than in proportion to its answer, or scans a large table. */
function requireProportion({ observed }: Answered, answered: number, lists = 1): void {
  const statements = STATEMENTS + 4 * (lists - 1);
  expect(observed.statements.length, observed.statements.join("\n")).toBeLessThanOrEqual(
    statements,
  );
  expect(observed.scans.filter(({ rows }) => rows > SCANNED)).toEqual([]);
  const most = 10 * answered + BESIDE * lists;
  const worst = observed.costs.sort((a, b) => b.rows - a.rows).slice(0, 3);
  expect(observed.rows, `rows read, most by ${JSON.stringify(worst)}`).toBeLessThanOrEqual(most);
}

beforeAll(async () => {
  await reportPlans(client, new URL(rally.databaseUrl).pathname.slice(1));
  // Each connection keeps its plans for an empty database, as on a new server.
  await rally.restart();
  for (let round = 0; round < 3; round += 1) {
    await Promise.all(queriesIn(few).map((query) => ask(newcomer, query)));
  }
  await seed(client, hero.id, size);
  await client.query("update users set role = 'admin' where id = $1", [hero.id]);
  await client.end();
}, 600_000);

describe(`among ${size.users} users and ${size.messages} messages`, () => {
  describe.each([
    ["with plans from an empty database", false],
    ["after analyze", true],
  ])("%s", (_what, analyzed) => {
    beforeAll(async () => {
      if (analyzed) await rally.database.raw("analyze");
    }, 120_000);

    test.each(queriesIn(behind))("[S15] $name reads in proportion to its answer", async (query) => {
      const answer = await ask(hero, query);
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
      requireProportion(answer, rowsIn(answer.body.data), query.lists);
    });
  });

  test.each(commandsIn(behind))(
    "[S15] $name reads in proportion to its changes",
    async (command) => {
      const answer = await ask(hero, command);
      const [result] = answer.body.data as { success: boolean }[];
      expect(result).toMatchObject({ success: true });
      requireProportion(answer, command.changes ?? 1);
    },
  );

  test.each(
    samples.map((sample) => ({ sample, name: `${sample.route.method} ${sample.route.path}` })),
  )("[S15] $name of a newcomer reads in proportion", async ({ sample }) => {
    const { method } = sample.route;
    const answer = await ask(newcomer, { method, path: pathFor(sample), body: sample.body });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    const lists = sample.route.path.endsWith("/export") ? EXPORTED : 1;
    requireProportion(answer, rowsIn(answer.body.data), lists);
  });
});

test("the observer records each statement and its plan", async () => {
  const [first] = queriesIn(behind).filter(({ route }) => route.endsWith("/blocks"));
  const { observed } = await ask(hero, first as Asked);
  expect(observed.statements.some((text) => text.includes("blocks"))).toBe(true);
  expect(observed.rows).toBeGreaterThanOrEqual(200);
});

test("every query is measured", async () => {
  const response = await fetch(`${rally.url}/api/v1/openapi.json`);
  const { paths } = (await response.json()) as { paths: Record<string, object> };
  const written = Object.keys(paths).filter((path) => "get" in (paths[path] ?? {}));
  const measured = [
    ...queriesIn(behind).map(({ route }) => route),
    ...samples.map(({ route }) => route.path),
    // These routes start with a visit to a provider, and read one row by its key.
    "/api/v1/auth/oauth/:provider",
    "/api/v1/auth/oauth/:provider/callback",
  ].map((path) => path.replace(/:(\w+)/g, "{$1}"));
  expect(written.filter((path) => !measured.includes(path))).toEqual([]);
});

test("every command is measured", () => {
  const named = commandsIn(behind).map(
    ({ body }) => (body as { commands: { name: string }[] }).commands[0]?.name,
  );
  expect([...new Set(named)].sort()).toEqual(everyCommand);
});
