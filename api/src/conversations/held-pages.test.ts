import { newId } from "@rally/shared/ids";
import type { Database, Transaction } from "@rally/shared/server/database";
import { afterAll, describe, expect, test } from "vitest";
import { readHeldAt, say, signUp, startTestRally, talk } from "../testing/index.js";
import { pageOfHistory, pageChanges } from "./history.js";

const rally = await startTestRally({ limits: { notificationGather: 3_600_000 } });
afterAll(() => rally.close());
const { database } = rally;

interface Fixture {
  id: string;
  me: string;
  partner: string;
  stranger: string;
  version: number;
}

async function setUp(): Promise<Fixture> {
  const [me, partner, stranger] = [await signUp(rally), await signUp(rally), await signUp(rally)];
  const id = await talk(me, partner);
  const { version } = await say(partner, id, "before");
  return { id, me: me.id, partner: partner.id, stranger: stranger.id, version };
}

const insertMessage = (trx: Transaction, { id, stranger }: Fixture, version: number) =>
  trx("messages").insert({
    ...{ id: newId(), conversation_id: id, seq: version, version, sent_version: version },
    ...{ author_id: stranger, content: JSON.stringify({ kind: "text", body: "after" }) },
    ...{ command_hash: Buffer.alloc(1), created_at: new Date() },
  });

/** How a row of each kind takes the conversation's next version. */
const writes: Record<string, (trx: Transaction, at: Fixture, version: number) => unknown> = {
  messages: insertMessage,
  memberships: (trx, { id, me }, version) =>
    trx("memberships").where({ conversation_id: id, user_id: me }).update({ marker: 1, version }),
  departures: (trx, { id, stranger }, version) =>
    trx("departures").insert({
      ...{ conversation_id: id, user_id: stranger, version, user_version: 1 },
    }),
};

/** Commits one row of each kind, with those of `table` last. @returns the versions they took */
async function commitOneOfEach(trx: Transaction, table: string, at: Fixture): Promise<number[]> {
  const tables = [...Object.keys(writes).filter((name) => name !== table), table];
  const versions = tables.map((_, place) => at.version + 1 + place);
  await trx("conversations")
    .where("id", at.id)
    .update({ version: versions.at(-1) });
  for (const [place, name] of tables.entries()) {
    await writes[name]?.(trx, at, versions[place] ?? 0);
  }
  return versions;
}

describe("a page of a conversation", () => {
  test.each(Object.keys(writes))(
    "[S3] includes every change that commits together with others before %s are read",
    async (table) => {
      const at = await setUp();
      const page = (since: number) => ({ conversationId: at.id, since, limit: 100 });
      // Gives each table some rows to read.
      const early = await database.transaction((trx) => commitOneOfEach(trx, table, at));
      const later = {
        ...at,
        ...{ me: at.partner, stranger: (await signUp(rally)).id, version: early.at(-1) ?? 0 },
      };
      let late: number[] = [];
      const first = await readHeldAt(
        database,
        table,
        (source) => pageChanges(source, at.me, page(at.version)),
        async (trx) => {
          late = await commitOneOfEach(trx, table, later);
        },
        { answered: 1 },
      );
      const second = await pageChanges(database, at.me, page(first.version));
      const answered = [...first.rows, ...second.rows].map((row) => row.version);
      expect(answered).toEqual([...early, ...late]);
    },
  );

  test.each([
    [
      "of history",
      0,
      (source: Database, at: Fixture) => pageOfHistory(source, at.me, newest(at.id)),
    ],
    [
      "of changes",
      1,
      (source: Database, at: Fixture) =>
        pageChanges(source, at.me, { conversationId: at.id, since: 0, limit: 100 }),
    ],
  ])(
    "[S11] %s has no changes that commit after the membership has ended",
    async (_what, answered, readPage) => {
      const at = await setUp();
      const read = (source: Database) =>
        readPage(source, at).then(
          ({ rows }) => rows.flatMap((row) => (row.type === "message" ? row.content : [])),
          (error: unknown) => error,
        );
      const end = async (trx: Transaction) => {
        await trx("memberships").where({ conversation_id: at.id, user_id: at.me }).delete();
        await trx("conversations")
          .where("id", at.id)
          .update({ version: at.version + 1 });
        await insertMessage(trx, at, at.version + 1);
      };
      const answer = await readHeldAt(database, "messages", read, end, { answered });
      expect(JSON.stringify(answer)).not.toContain("after");
    },
  );
});

const newest = (conversationId: string) => ({ conversationId, before: undefined, limit: 50 });
