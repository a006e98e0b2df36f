import { runCommands } from "@rally/shared/commands";
import { createConversationRoute } from "@rally/shared/conversations";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { afterAll, expect, test } from "vitest";
import { signUp, startTestRally, type TestPerson } from "../testing/index.js";

const MEMBERS = 20_000;
const TIMES = 10;
/** Rows of memberships that one command may read. */
const ROWS_PER_COMMAND = 20;

const rally = await startTestRally();
afterAll(() => rally.close());
const { database } = rally;

/** Makes members that have no data besides their membership. */
const fill = (conversationId: string) =>
  database.transaction(async (trx) => {
    await trx.raw("set local session_replication_role = replica");
    await trx.raw(
      `insert into memberships (conversation_id, user_id)
       select ?, gen_random_uuid() from generate_series(1, ${MEMBERS})`,
      [conversationId],
    );
    await trx("conversations").where("id", conversationId).increment("member_count", MEMBERS);
  });

async function leave(by: TestPerson, conversationId: string) {
  const command = { id: newId(), name: "member.leave", input: { conversationId } };
  return (await by.call(runCommands, { body: { commands: [command] } })).data[0];
}

/** Rows of memberships read so far; a connection reports its statistics when it ends. */
async function rowsRead(): Promise<number> {
  await rally.restart();
  const { rows } = await database.raw<{ rows: { read: number }[] }>(
    `select seq_tup_read + (
       select sum(idx_tup_read) from pg_stat_user_indexes i where i.relid = t.relid)::integer as read
     from pg_stat_user_tables t where relname = 'memberships'`,
  );
  return rows[0]?.read ?? NaN;
}

test("[S15] leaving reads the members of a conversation only when a group loses its owner", async () => {
  const people = await Promise.all(Array.from({ length: TIMES + 2 }, () => signUp(rally)));
  const [owner, admin, ...others] = people as [TestPerson, TestPerson, ...TestPerson[]];
  const { data: group } = await owner.call(createConversationRoute, {
    body: { kind: "group", name: "many", members: [admin, ...others].map(({ id }) => id) },
  });
  await fill(WORLD_CONVERSATION_ID);
  await fill(group.id);
  await owner.call(runCommands, {
    body: {
      commands: [
        {
          ...{ id: newId(), name: "member.role" },
          input: { conversationId: group.id, userId: admin.id, role: "admin" },
        },
      ],
    },
  });
  const before = await rowsRead();
  for (const person of others) {
    expect(await leave(person, WORLD_CONVERSATION_ID)).toMatchObject({ success: false });
    expect(await leave(person, group.id)).toMatchObject({ success: true });
  }
  expect((await rowsRead()) - before).toBeLessThan(2 * TIMES * ROWS_PER_COMMAND);

  expect(await leave(owner, group.id)).toMatchObject({ success: true });
  const owners = await database("memberships")
    .where({ conversation_id: group.id, role: "owner" })
    .select("user_id");
  expect(owners).toEqual([{ user_id: admin.id }]);
}, 120_000);
