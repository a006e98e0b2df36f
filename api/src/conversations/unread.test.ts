import { deleteMessageRoute } from "@rally/shared/conversations";
import { limits } from "@rally/shared/limits";
import { countFromNothing } from "@rally/shared/server/database";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { plansOf, rowsReadBy, say, signUp, startTestRally, talk } from "../testing/index.js";
import { oneOf, unreadConversations } from "./list.js";

const rally = await startTestRally({ limits: { notificationGather: 3_600_000 } });
afterAll(() => rally.close());
const { database } = rally;
const [me, other, ignored, third] = [
  await signUp(rally),
  await signUp(rally),
  await signUp(rally),
  await signUp(rally),
];
const id = await talk(me, other);
/** More than the 65,536 seqs that one row of deletions covers. */
const MESSAGES = 66_500;
/** Rows of all tables that a count may read. */
const ROWS = 40;

/**
 * Some messages are by the user, some by an ignored user, and most of the others are deleted: first
 * all at once, as a migration finds them, and then some one by one.
 */
beforeAll(async () => {
  await database("ignores").insert({ user_id: me.id, other_id: ignored.id });
  await database.transaction(async (trx) => {
    await trx.raw("set local session_replication_role = replica");
    await trx.raw(
      `insert into messages (id, conversation_id, seq, version, sent_version, author_id, content,
        command_hash, created_at, deleted_at)
      select gen_random_uuid(), :id, n, n, n,
        (array[:me, :other, :ignored, :third]::uuid[])[1 + (n * 7 + n / 13) % 4],
        '{"kind": "text", "body": "words"}', '\\x00', now(),
        case when n % 17 > 1 and n > 2000 then now() end
      from generate_series(1, ${MESSAGES}) n`,
      { id, me: me.id, other: other.id, ignored: ignored.id, third: third.id },
    );
    await trx.raw(countFromNothing);
  });
  await database("conversations").where({ id }).update({ version: MESSAGES, last_seq: MESSAGES });
  for (const seq of [1, 7, 500, 1_999, 65_535, 65_536, 65_540, 65_541, MESSAGES]) {
    await database("messages")
      .where({ conversation_id: id, seq })
      .update({ deleted_at: new Date() });
  }
}, 120_000);

async function unreadAfter(
  marker: number,
  joined = 0,
): Promise<{ reported: number; counted: number }> {
  await database("memberships")
    .where({ conversation_id: id, user_id: me.id })
    .update({ marker, joined_seq: joined });
  const { rows } = await database.raw<{ rows: { count: number }[] }>(
    `select count(*) from messages t where t.conversation_id = ? and t.seq > ?
      and t.author_id is distinct from ? and t.deleted_at is null
      and not exists (select from ignores r where r.user_id = ? and r.other_id = t.author_id)`,
    [id, Math.max(marker, joined), me.id, me.id],
  );
  const reported = (await oneOf(database, me.id, id))?.unread ?? -1;
  return { reported, counted: Math.min(limits.unreadCounted, rows[0]?.count ?? -1) };
}

describe("unread", () => {
  const places = [0, 1, 1_999, 2_000, 40_000, 48_000, 50_000, 60_000, 65_534, 65_535, 65_536];
  test.each([...places, 65_537, 66_000, MESSAGES - 20, MESSAGES - 1, MESSAGES])(
    "[S10] equals a count of the messages after %i, with own, ignored and deleted ones among them",
    async (marker) => {
      const { reported, counted } = await unreadAfter(marker);
      expect(reported).toBe(counted);
      const listed = await unreadConversations(database, me.id, { after: 0, limit: 10 });
      expect(listed.map(({ conversation }) => conversation.unread)).toEqual(
        counted > 0 ? [counted] : [],
      );
    },
  );

  test("[S10] counts no message from before the user joined, at any place", async () => {
    for (const joined of [65_000, 65_535, 66_400]) {
      const { reported, counted } = await unreadAfter(60_000, joined);
      expect(reported).toBe(counted);
    }
  });

  test("[S10] is updated with each message that is sent or deleted", async () => {
    const marker = MESSAGES - 100;
    const before = await unreadAfter(marker);
    const row = await database("messages")
      .where({ conversation_id: id, author_id: other.id, deleted_at: null })
      .where("seq", ">", marker)
      .first<{ id: string } | undefined>("id");
    await other.call(deleteMessageRoute, { params: { id, messageId: row?.id ?? "" } });
    expect(await unreadAfter(marker)).toEqual({
      reported: before.reported - 1,
      counted: before.reported - 1,
    });
    await say(other, id, "one more");
    await say(me, id, "not for me");
    await say(other, id, "and one more");
    expect(await unreadAfter(marker)).toEqual({
      reported: before.reported + 1,
      counted: before.reported + 1,
    });
  });

  test("[S15] is computed without reading the messages in between", async () => {
    for (const marker of [0, 1_999, 40_000, 65_536, MESSAGES - 20]) {
      await unreadAfter(marker);
      expect(await rowsReadBy(database, () => oneOf(database, me.id, id))).toBeLessThan(ROWS);
    }
    await unreadAfter(0);
    const plans = await plansOf(database, () => oneOf(database, me.id, id));
    expect(plans.join()).not.toMatch(/Seq Scan on (messages|uncounted_messages)/);
  });
});
