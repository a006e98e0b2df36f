import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { me } from "@rally/shared/accounts";
import { exportData } from "@rally/shared/export";
import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import type { Limits } from "@rally/shared/limits";
import { timeoutFactor } from "@rally/shared/server/testing";
import { afterAll, describe, expect, test } from "vitest";
import {
  eventually,
  openHttp,
  signUp,
  startTestRally,
  type TestPerson,
  type TestRally,
} from "../testing/index.js";

const started: TestRally[] = [];
afterAll(() => Promise.all(started.map((rally) => rally.close())));
async function withBounds(bounds: Partial<Limits>): Promise<TestRally> {
  const rally = await startTestRally({ limits: bounds });
  started.push(rally);
  return rally;
}

/** Writes messages of 7 KB each by `author` to the world chat. */
async function writeMessages(on: TestRally, author: TestPerson, count: number): Promise<void> {
  await on.database.raw(
    `insert into messages (id, conversation_id, seq, version, sent_version, author_id, content,
       command_hash, created_at)
     select gen_random_uuid(), :room, -n, -n, -n, :author,
       json_build_object('kind', 'text', 'body', repeat('word ', 1400)), '', now()
     from generate_series(1, :count::integer) n`,
    { room: WORLD_CONVERSATION_ID, author: author.id, count },
  );
}

/** Begins to read an export and returns when its headers have arrived. */
async function beginExport(on: TestRally, by: TestPerson): Promise<IncomingMessage> {
  const asked = request(`${on.url}/api/v1/me/export`, {
    headers: { Authorization: `Bearer ${by.token}` },
  });
  asked.on("error", () => undefined).end();
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  response.on("error", () => undefined);
  return response;
}

/** Reads a chunk every 5 ms. */
function readSlowly(response: IncomingMessage): void {
  response.on("data", () => {
    response.pause();
    setTimeout(() => response.resume(), 5);
  });
}

const closed = (response: IncomingMessage): Promise<void> =>
  new Promise((resolve) => response.once("close", resolve));

describe("[S12] an export", () => {
  test("runs once per user at a time, and a few times in total", async () => {
    const busy = await withBounds({
      ...{ exportsAtOnce: 1, exportsWaiting: 0, exportStall: 600_000 },
    });
    const [one, other] = [await signUp(busy), await signUp(busy)];
    await writeMessages(busy, one, 5_000);
    const begun = await beginExport(busy, one);
    const again = await one.ask(exportData);
    expect([again.status, again.body]).toMatchObject([429, { error: { code: "rate_limited" } }]);
    const beside = await other.ask(exportData);
    expect([beside.status, beside.body]).toMatchObject([503, { error: { code: "unavailable" } }]);
    expect(Number(beside.headers.get("Retry-After"))).toBeGreaterThan(0);
    begun.destroy();
    await eventually(async () => expect((await other.ask(exportData)).status).toBe(200));
  });

  test("waits in a bounded queue, and its client may disconnect", async () => {
    const busy = await withBounds({
      ...{ exportsAtOnce: 1, exportsWaiting: 2, exportStall: 600_000, exportsOfUser: 1 },
    });
    const [one, ...others] = await Promise.all([1, 2, 3, 4].map(() => signUp(busy)));
    await writeMessages(busy, one as TestPerson, 5_000);
    const begun = await beginExport(busy, one as TestPerson);
    const asking = others.map((person) => {
      const asked = request(`${busy.url}/api/v1/me/export`, {
        headers: { Authorization: `Bearer ${person.token}` },
      });
      const answered = once(asked, "response").then(([response]) => {
        const { statusCode } = (response as IncomingMessage).resume();
        return { person, statusCode };
      });
      // For the one that disconnects.
      answered.catch(() => undefined);
      asked.on("error", () => undefined).end();
      return { person, asked, answered };
    });
    const refused = await Promise.race(asking.map(({ answered }) => answered));
    expect(refused.statusCode).toBe(503);
    const [leaver, stayer] = asking.filter(({ person }) => person !== refused.person);
    leaver?.asked.destroy();
    // After this answer the server has noticed the disconnection.
    await refused.person.call(me);
    begun.destroy();
    expect(await stayer?.answered).toMatchObject({ statusCode: 200 });
    // Nothing was exported meanwhile, so the hourly limit is not used up.
    await eventually(async () => {
      expect((await leaver?.person.ask(exportData))?.status).toBe(200);
    });
  });

  test("leaves the queue when its client disconnects", async () => {
    const busy = await withBounds({
      ...{ exportsAtOnce: 1, exportsWaiting: 1, exportStall: 600_000 },
    });
    const [one, two, three] = [await signUp(busy), await signUp(busy), await signUp(busy)];
    await writeMessages(busy, one, 5_000);
    const begun = await beginExport(busy, one);
    const asking = await Promise.all(
      [two, three].map(async (person) => {
        const head = `GET ${exportData.path} HTTP/1.1\nHost: rally.test\n`;
        const http = await openHttp(busy, `${head}Authorization: Bearer ${person.token}\n\n`);
        return { person, http };
      }),
    );
    const refused = await Promise.race(
      asking.map(async ({ http }) => {
        expect((await http.answer()).status).toBe(503);
        return http;
      }),
    );
    for (const { http } of asking) if (http !== refused) http.close();
    // After this answer the server has noticed the disconnection.
    await one.call(me);
    // The queue has room for one of the two, because the export of the disconnected client left it.
    const replies = [two.ask(exportData), three.ask(exportData)];
    expect((await Promise.race(replies)).status).toBe(503);
    begun.destroy();
    expect((await Promise.all(replies)).map(({ status }) => status).sort()).toEqual([200, 503]);
  });

  test("ends when its client does not read, without reading more rows than were sent", async () => {
    const strict = await withBounds({ exportsAtOnce: 1, exportStall: 300 });
    const [one, other] = [await signUp(strict), await signUp(strict)];
    await writeMessages(strict, one, 10_000);
    const begun = await beginExport(strict, one);
    begun.pause();
    await eventually(async () => expect((await other.ask(exportData)).status).toBe(200), 20_000);
    // The connection is cut, so the client learns that the export is incomplete.
    begun.resume();
    await closed(begun);
    expect(begun.complete).toBe(false);
    await eventually(async () => {
      const { rows } = await strict.database.raw<{ rows: { read: number }[] }>(
        "select coalesce(idx_tup_fetch, 0)::integer as read from pg_stat_user_tables where relname = 'messages'",
      );
      expect(rows[0]?.read).toBeGreaterThan(0);
      expect(rows[0]?.read).toBeLessThan(8_000);
    }, 20_000);
  });

  test("ends when it is read steadily but too slowly", async () => {
    // Stricter than any client can satisfy, so that its waits add up.
    const strict = await withBounds({ exportStall: 1_000, exportPace: 2 ** 40 });
    const one = await signUp(strict);
    await writeMessages(strict, one, 10_000);
    const begun = await beginExport(strict, one);
    readSlowly(begun);
    await closed(begun);
    expect(begun.complete).toBe(false);
  });

  test("ends when it takes too long, even when it is read steadily", async () => {
    // Long enough for the headers on a slow machine; the body takes at least 5 s.
    const strict = await withBounds({ exportTime: 500 * timeoutFactor });
    const one = await signUp(strict);
    await writeMessages(strict, one, 10_000);
    const begun = await beginExport(strict, one);
    readSlowly(begun);
    await closed(begun);
    expect(begun.complete).toBe(false);
  });

  test("is limited per hour", async () => {
    const strict = await withBounds({ exportsOfUser: 2 });
    const one = await signUp(strict);
    for (let n = 0; n < 2; n += 1) expect((await one.ask(exportData)).status).toBe(200);
    const refused = await one.ask(exportData);
    expect([refused.status, refused.body]).toMatchObject([
      429,
      { error: { code: "rate_limited" } },
    ]);
    expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThan(60);
  });
});

test("logs no internal error", () => {
  const errors = started.flatMap((one) => one.errors);
  // Refusals while the allowed number of exports runs are expected.
  expect(errors.filter((line) => !line.includes("Too many requests at once"))).toEqual([]);
});
