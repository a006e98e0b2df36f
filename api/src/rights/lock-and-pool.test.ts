import { runCommands } from "@rally/shared/commands";
import { createConversationRoute } from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import { afterAll, expect, test } from "vitest";
import { eventually, say, signUp, startTestRally } from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

/** The number of connections that Rally has for requests. */
const CONNECTIONS = 12;

test("[S5] a message that waits for its conversation does not hold a connection that others need", async () => {
  const owner = await signUp(rally);
  const members = await Promise.all(Array.from({ length: CONNECTIONS }, () => signUp(rally)));
  const { data: group } = await owner.call(createConversationRoute, {
    body: { kind: "group", name: "g", members: members.map(({ id }) => id) },
  });
  const locker = await rally.database.transaction();
  await locker.raw("select from conversations where id = ? for no key update", [group.id]);

  const message = say(owner, group.id, "hello");
  await eventually(async () => expect(await waiting()).toBe(1));
  const blocks = members.map((member) =>
    member.call(runCommands, {
      body: { commands: [{ id: newId(), name: "user.block", input: { userId: owner.id } }] },
    }),
  );
  await eventually(async () => expect(await waiting()).toBe(1 + CONNECTIONS));
  await locker.commit();

  await message;
  for (const { data } of await Promise.all(blocks)) expect(data[0]?.success).toBe(true);
  expect(rally.errors).toEqual([]);
});

/** @returns the number of statements that wait for a lock in this database. */
async function waiting(): Promise<number> {
  const { rows } = await rally.database.raw<{ rows: { waiting: number }[] }>(
    `select count(*) as waiting from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows[0]?.waiting ?? 0;
}
