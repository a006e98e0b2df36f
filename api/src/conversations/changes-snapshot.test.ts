import { newId } from "@rally/shared/ids";
import type { Transaction } from "@rally/shared/server/database";
import { afterAll, describe, expect, test } from "vitest";
import { readHeldAt, signUp, startTestRally, talk, type TestPerson } from "../testing/index.js";
import { pageUserChanges } from "./user-changes.js";

const rally = await startTestRally({ limits: { notificationGather: 3_600_000 } });
afterAll(() => rally.close());
const { database } = rally;

/**
 * How a row of each kind takes the user's next version. The first six are read after the user's
 * row.
 */
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
  ignore_changes: (trx, me, version, { id }) =>
    trx("ignore_changes").insert({ user_id: me, other_id: id, version, ignored: true }),
  hidden_messages: async (trx, me, version, { talk: id }) => {
    const place = { id: newId(), conversation_id: id, seq: version, version };
    await trx("messages").insert({
      ...{ ...place, sent_version: version, author_id: me, created_at: new Date() },
      ...{ content: JSON.stringify({ kind: "text", body: "x" }), command_hash: Buffer.alloc(1) },
    });
    await trx("hidden_messages").insert({ user_id: me, message_id: place.id, version });
  },
  friend_changes: (trx, me, version, { id }) =>
    trx("friend_changes").insert({ user_id: me, other_id: id, version, state: "friends" }),
  notifications: (trx, me, version, { id }) =>
    trx("notifications").insert({
      ...{ id: newId(), user_id: me, key: `from ${id}`, kind: "moderation", version },
    }),
  disturb_settings: (trx, me, version) =>
    trx("disturb_settings")
      .insert({ user_id: me, until: new Date(), version })
      .onConflict("user_id")
      .merge(),
  users: (trx, me, version) => trx("users").where("id", me).update({ profile_version: version }),
};
/** Tables that are read in the same statement as the user's version. */
const settings = ["disturb_settings", "users"];

interface Other {
  id: string;
  talk: string;
  left: string;
}

async function newOther(me: TestPerson): Promise<Other> {
  const [one, two] = [await signUp(rally), await signUp(rally)];
  return { id: one.id, talk: await talk(me, one), left: await talk(one, two) };
}

const page = (since: number) => ({ since, limit: 100 });

/** Commits one row of each kind, with those of `table` last. @returns the versions they took */
async function commitOneOfEach(
  trx: Transaction,
  table: string,
  { me, from, other }: { me: TestPerson; from: number; other: Other },
): Promise<number[]> {
  const tables = [...Object.keys(writes).filter((name) => name !== table), table];
  const versions = tables.map((_, place) => from + 1 + place);
  await trx("users")
    .where("id", me.id)
    .update({ version: versions.at(-1) });
  for (const [place, name] of tables.entries()) {
    await writes[name]?.(trx, me.id, versions[place] ?? 0, other);
  }
  return versions;
}

describe("a user's changes", () => {
  test.each(Object.keys(writes))(
    "[S3] include every row that commits together with others before %s are read",
    async (table) => {
      const me = await signUp(rally);
      const [before, meanwhile] = [await newOther(me), await newOther(me)];
      const { version: since } = await pageUserChanges(database, me.id, page(0));
      const early = await database.transaction((trx) =>
        commitOneOfEach(trx, table, { me, from: since, other: before }),
      );
      const from = early.at(-1) ?? 0;
      let late: number[] = [];
      const first = await readHeldAt(
        database,
        table,
        (source) => pageUserChanges(source, me.id, page(since)),
        async (trx) => {
          late = await commitOneOfEach(trx, table, { me, from, other: meanwhile });
        },
        { answered: settings.includes(table) ? 0 : 1 },
      );
      const second = await pageUserChanges(database, me.id, page(first.version));
      const rows = [...first.rows, ...second.rows];
      expect(second.version).toBe(late.at(-1));
      // Each setting is one row: the first read returned its old state or nothing.
      const answered = rows.map((row) => row.version);
      expect(answered).toEqual(expect.arrayContaining(late));
      expect(rows.filter((row) => row.type !== "disturb" && row.type !== "profile")).toHaveLength(
        2 * (Object.keys(writes).length - settings.length),
      );
      expect(answered).toEqual([...new Set(answered)].sort((a, b) => a - b));
    },
  );
});
