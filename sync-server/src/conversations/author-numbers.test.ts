import { afterAll, expect, test } from "vitest";
import { appendMember, type LogCommand } from "@rally/shared/server/log";
import { commandOf, openLogFixture, sendText } from "./testing/log-fixture.js";

const fixture = await openLogFixture();
afterAll(() => fixture.close());
const { database, log } = fixture;

const {
  id,
  users: [owner = "", other = ""],
} = await fixture.addGroup(2);

const becomes = (role: "member" | null): LogCommand =>
  commandOf(owner, {
    reads: () => ({ members: [other] }),
    decide: (_call, _input, batch) => appendMember(batch, other, { role, author: owner }),
  });
const commit = (...commands: LogCommand[]): Promise<unknown> =>
  Promise.all(commands.map((command) => log.execute(id, command)));

test("numbers each author's messages without a gap, also of a member who left and came back", async () => {
  await commit(sendText(owner), sendText(other), sendText(owner), sendText(other));
  await commit(sendText(other), sendText(owner));
  // The statement of a member's row sees the messages of its own batch; the next state reads them.
  await commit(sendText(other), becomes(null), becomes("member"), sendText(other), sendText(other));
  await commit(sendText(other), sendText(owner));
  const rows = await database<{
    conversation_id: string;
    seq: number;
    author_id: string;
    author_seq: number;
  }>("messages")
    .where("conversation_id", id)
    .orderBy("seq")
    .select("author_id", "author_seq");
  const counts = new Map<string, number>();
  const expected = rows.map(({ author_id: author }) => {
    counts.set(author, (counts.get(author) ?? 0) + 1);
    return { author_id: author, author_seq: counts.get(author) };
  });
  expect(counts).toEqual(
    new Map([
      [owner, 4],
      [other, 7],
    ]),
  );
  expect(rows).toEqual(expected);
});

test("inserts the number with the row, so that the database need not compute it", async () => {
  await database.raw("alter table messages disable trigger number_message");
  await commit(sendText(owner), sendText(other));
  const { count } = await database("messages")
    .where("conversation_id", id)
    .whereNull("author_seq")
    .count<{ count: number }>()
    .first()
    .then((row) => row ?? { count: -1 });
  expect(count).toBe(0);
});
