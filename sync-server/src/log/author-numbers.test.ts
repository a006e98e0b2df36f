import { newId } from "@rally/shared/ids";
import { afterAll, expect, test } from "vitest";
import type { LogWork } from "./log-work.js";
import { openLogFixture } from "./testing/log-fixture.js";

const fixture = await openLogFixture();
afterAll(() => fixture.close());
const { database, log } = fixture;

const {
  id,
  users: [owner = "", other = ""],
} = await fixture.addGroup(2);

const sends = (author: string): LogWork<unknown> => ({
  ...{ bytes: 100, members: [author] },
  run: (batch) =>
    batch.appendMessage(
      { type: "message", id: newId(), author, content: { kind: "text", body: "hello" } },
      { hash: Buffer.alloc(32), bytes: 100 },
    ),
});
const becomes = (role: "member" | null): LogWork<unknown> => ({
  ...{ bytes: 100, members: [owner, other] },
  run: (batch) => batch.appendMember(other, role, owner),
});
const commit = (...works: LogWork<unknown>[]): Promise<unknown> =>
  Promise.all(works.map((work) => log.change(id, work)));

test("numbers each author's messages without a gap, also of a member who left and came back", async () => {
  await commit(sends(owner), sends(other), sends(owner), sends(other));
  await commit(sends(other), sends(owner));
  // The statement of a member's row sees the messages of its own batch; the next state reads them.
  await commit(sends(other), becomes(null), becomes("member"), sends(other), sends(other));
  await commit(sends(other), sends(owner));
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

test("gives the number with the row, so that the database need not look for it", async () => {
  await database.raw("alter table messages disable trigger number_message");
  await commit(sends(owner), sends(other));
  const { count } = await database("messages")
    .where("conversation_id", id)
    .whereNull("author_seq")
    .count<{ count: number }>()
    .first()
    .then((row) => row ?? { count: -1 });
  expect(count).toBe(0);
});
