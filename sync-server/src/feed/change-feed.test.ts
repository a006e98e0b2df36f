import { newId } from "@rally/shared/ids";
import {
  DedicatedConnection,
  migrate,
  onlyByIndex,
  openDatabase,
} from "@rally/shared/server/database";
import {
  createTestDatabase,
  earlierTransactionsEnd,
  timeoutFactor,
} from "@rally/shared/server/testing";
import { pino } from "pino";
import { afterAll, describe, expect, test, vi } from "vitest";
import {
  pollStatement,
  snapshotStatement,
  type FeedRows,
  type FeedState,
} from "./feed-statement.js";
import { ChangeFeed, trimFeed, type LostRight, type MovedRow } from "./index.js";
import { trimStatement } from "./trim-feed.js";

const logger = pino({ level: "silent" });
const fixture = await createTestDatabase();
const database = openDatabase(fixture.url);
await migrate(database);
const connection = new DedicatedConnection(database, "test polls");
afterAll(async () => {
  await connection.close();
  await database.destroy();
  await fixture.drop();
});

const note = (id: string, version: number) =>
  database("change_feed").insert({ kind: "conversation", id, version, number: version });
const lose = (id: string) => database("lost_rights").insert({ kind: "session", session_id: id });

/** A feed with a recording listener, whose calls wait for `wait`. */
async function openFeed() {
  const lost: LostRight[][] = [];
  const moved: MovedRow[][] = [];
  const state = { gaps: 0, wait: Promise.resolve(), fails: false, checks: 0 };
  const feed = new ChangeFeed(
    { connection, logger },
    {
      async onLost(rights) {
        if (state.fails) throw new Error("no database");
        lost.push([...rights]);
        state.checks += 1;
        await state.wait;
      },
      onMoved: (rows) => void moved.push([...rows]),
      async onGap() {
        state.gaps += 1;
        state.checks += 1;
        await state.wait;
      },
    },
  );
  await feed.poll();
  return { feed, lost, moved, state };
}

describe("a poll of the change feed", () => {
  test("compares everything at first, then reads only later commits", async () => {
    await note(newId(), 1);
    const { feed, moved, state } = await openFeed();
    expect([state.gaps, moved]).toEqual([1, []]);
    const id = newId();
    await note(id, 2);
    await feed.poll();
    await feed.poll();
    expect(state.gaps).toBe(1);
    expect(moved).toEqual([[{ kind: "conversation", id, version: 2, number: 2 }]]);
  });

  test("returns a row that changed often once, in its current state", async () => {
    const { feed, lost, moved } = await openFeed();
    const [id, other, session] = [newId(), newId(), newId()];
    for (let version = 1; version <= 50; version += 1) {
      await note(id, version);
      await lose(session);
    }
    await note(other, 7);
    await feed.poll();
    expect(moved).toHaveLength(1);
    expect(new Set(moved[0])).toEqual(
      new Set([
        { kind: "conversation", id, version: 50, number: 50 },
        { kind: "conversation", id: other, version: 7, number: 7 },
      ]),
    );
    expect(lost.map((rights) => rights.map(({ session_id: of }) => of))).toEqual([[session]]);
  });

  test("reads a lost permission again when its check failed", async () => {
    const { feed, lost, state } = await openFeed();
    const before = feed.checked;
    await lose(newId());
    state.fails = true;
    await expect(feed.poll()).rejects.toThrow("no database");
    expect(feed.checked).toBe(before);
    state.fails = false;
    await feed.poll();
    expect(lost).toHaveLength(1);
    expect(feed.checked).toBe(before + 1);
  });

  test.each(["onLost", "onGap"])(
    "compares everything after a reset during another poll's %s",
    async (during) => {
      const { feed, state } = await openFeed();
      if (during === "onGap") feed.reset();
      else await lose(newId());
      let go = (): void => undefined;
      state.wait = new Promise((resolve) => (go = resolve));
      const { checks } = state;
      const underWay = feed.poll();
      await vi.waitFor(() => expect(state.checks).toBe(checks + 1), 8_000 * timeoutFactor);
      feed.reset();
      go();
      await underWay;
      const { gaps } = state;
      await feed.poll();
      expect(state.gaps).toBe(gaps + 1);
      await feed.poll();
      expect(state.gaps).toBe(gaps + 1);
    },
  );

  test("reads nothing after a gap, by the database's clock", async () => {
    const [at] = await connection.query<FeedState>(snapshotStatement);
    await note(newId(), 1);
    const poll = async (age: number): Promise<FeedRows> => {
      const values = [at?.snapshot, at!.at - age, 60_000];
      return (await connection.query<FeedRows>(pollStatement, values))[0]!;
    };
    expect(await poll(0)).toMatchObject({ isGap: false, moved: [{ version: 1 }] });
    expect(await poll(60_001)).toMatchObject({ isGap: true, moved: [], lost: [] });
  });
});

describe("old rows of the change feed", () => {
  const rows = async () => Number((await database("change_feed").count())[0]?.["count"]);

  test("are deleted by one process, in batches, up to the last deletion's snapshot", async () => {
    await database("change_feed").delete();
    await database.raw(
      `insert into change_feed (kind, id, version)
       select 'user', gen_random_uuid(), 1 from generate_series(1, 2500)`,
    );
    await earlierTransactionsEnd(database);
    expect(await trimFeed(database, 0)).toBe(0);
    await note(newId(), 1);
    const deletions: number[] = [];
    database.on(
      "query-response",
      ({ rowCount }: { rowCount: number }, { sql }: { sql: string }) => {
        if (sql.startsWith("delete from change_feed")) deletions.push(rowCount);
      },
    );
    await database("lost_rights").delete();
    expect(await trimFeed(database, 0)).toBe(2_500);
    expect(deletions).toEqual([1_000, 1_000, 500]);
    expect(await rows()).toBe(1);
    const all = await Promise.all(Array.from({ length: 5 }, () => trimFeed(database, 60_000)));
    expect(all.filter((deleted) => deleted !== undefined)).toHaveLength(1);
  });

  test("are kept when the last deletion's snapshot is ahead of this server", async () => {
    await note(newId(), 1);
    const before = await rows();
    await database("periodic_work")
      .where("name", "feed-trim")
      .update({ snapshot: "4000000000:4000000000:", until: new Date(0) });
    expect(await trimFeed(database, 0)).toBe(0);
    expect(await rows()).toBe(before);
  });

  test("[S15] are found by index", async () => {
    const { rows: plan } = await database.transaction(async (trx) => {
      await onlyByIndex(trx);
      return trx.raw<{ rows: { "QUERY PLAN": string }[] }>(
        `explain ${trimStatement("change_feed")}`,
        ["100:100:"],
      );
    });
    const lines = plan.map((row) => row["QUERY PLAN"]).join("\n");
    expect(lines).toContain("Index Scan using change_feed_xid");
    expect(lines).not.toContain("Seq Scan");
  });
});
