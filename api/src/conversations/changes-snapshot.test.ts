import { newId } from "@rally/shared/ids";
import type { Database, Transaction } from "@rally/shared/server/database";
import { afterAll, describe, expect, test } from "vitest";
import { readHeldAt, signUp, startTestRally, talk, type TestPerson } from "../testing/index.js";
import { pageUserChanges } from "./user-changes.js";

const rally = await startTestRally({ limits: { notificationGather: 3_600_000 } });
afterAll(() => rally.close());
const { database } = rally;

/** How a row of each kind takes the user's next version. */
const writes: Record<
  string,
  (trx: Transaction, me: string, version: number, other: Other) => unknown
> = {
  memberships: (trx, me, version, { talk: id }) =>
    trx("memberships")
      .where({ user_id: me, conversation_id: id })
      .update({ user_version: version }),
  departures: (trx, me, version, { left: id }) =>
    trx("departures").insert({
      ...{ conversation_id: id, user_id: me, version: 1, user_version: version },
    }),
  block_changes: (trx, me, version, { id }) =>
    trx("block_changes").insert({ blocker_id: me, blocked_id: id, version, blocked: true }),
  restraint_changes: (trx, me, version, { id }) =>
    trx("restraint_changes").insert({ user_id: me, other_id: id, version, restrained: true }),
  friend_changes: (trx, me, version, { id }) =>
    trx("friend_changes").insert({ user_id: me, other_id: id, version, state: "friends" }),
  notifications: (trx, me, version) =>
    trx("notifications").insert({
      ...{ id: newId(), user_id: me, key: "k", kind: "moderation", version },
    }),
  disturb_settings: (trx, me, version) =>
    trx("disturb_settings").insert({ user_id: me, until: new Date(), version }),
  users: (trx, me, version) => trx("users").where("id", me).update({ profile_version: version }),
};

interface Other {
  id: string;
  talk: string;
  left: string;
}

async function setUp(): Promise<{ me: TestPerson; version: number; other: Other }> {
  const [me, one, two] = [await signUp(rally), await signUp(rally), await signUp(rally)];
  const other = { id: one.id, talk: await talk(me, one), left: await talk(one, two) };
  return { me, other, version: (await pageUserChanges(database, me.id, page(0))).version };
}

const page = (since: number) => ({ since, limit: 100 });

/** One commit with a row of each kind, those of `table` last. @returns the versions it took. */
async function commitOneOfEach(
  trx: Transaction,
  table: string,
  { me, version, other }: Awaited<ReturnType<typeof setUp>>,
): Promise<number[]> {
  const tables = [...Object.keys(writes).filter((name) => name !== table), table];
  await trx("users")
    .where("id", me.id)
    .update({ version: version + tables.length });
  const versions = tables.map((_, place) => version + 1 + place);
  for (const [place, name] of tables.entries()) {
    await writes[name]?.(trx, me.id, versions[place] ?? 0, other);
  }
  return versions;
}

describe("a user's changes", () => {
  test.each(Object.keys(writes))(
    "[S3] lose no row that commits with others before %s are read",
    async (table) => {
      const scene = await setUp();
      let versions: number[] = [];
      const read = (source: Database) => pageUserChanges(source, scene.me.id, page(scene.version));
      const first = await readHeldAt(database, table, read, async (trx) => {
        versions = await commitOneOfEach(trx, table, scene);
      });
      const second = await pageUserChanges(database, scene.me.id, page(first.version));
      const answered = [...first.rows, ...second.rows].map((row) => row.version);
      expect(answered).toEqual(versions);
      expect(second.version).toBe(versions.at(-1));
    },
  );
});
