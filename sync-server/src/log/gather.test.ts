import { newId } from "@rally/shared/ids";
import { limits } from "@rally/shared/limits";
import { afterAll, expect, test, vi } from "vitest";
import type { LogWork } from "./log-work.js";
import { openLogFixture } from "./testing/log-fixture.js";

const fixture = await openLogFixture();
afterAll(() => fixture.close());
const { database, log } = fixture;

const {
  id,
  users: [author = ""],
} = await fixture.addGroup(1);

const body = "x".repeat(limits.textLength);
const sends: LogWork<unknown> = {
  ...{ bytes: limits.textLength, members: [author] },
  run: (batch) =>
    batch.appendMessage(
      { type: "message", id: newId(), author, content: { kind: "text", body } },
      { hash: Buffer.alloc(32), bytes: limits.textLength },
    ),
};

/** Milliseconds for which the log waits for more works. */
const GATHER_MS = 2;

test("what found no room in a commit is committed without a wait for more", async () => {
  const timers = vi.spyOn(globalThis, "setTimeout");
  const works = Array.from({ length: 40 }, () => log.change(id, sends));
  await Promise.all(works);
  await log.idle();
  const waits = timers.mock.calls.filter(([, delay]) => delay === GATHER_MS);
  timers.mockRestore();
  const updates = await database("conversation_updates").where("conversation_id", id);
  // One commit has at most four of them.
  expect(updates.length).toBeGreaterThan(4);
  // After the last commit alone.
  expect(waits).toHaveLength(1);
});
