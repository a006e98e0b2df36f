import { limits } from "@rally/shared/limits";
import { afterAll, expect, test, vi } from "vitest";
import { openLogFixture, sendText } from "./testing/log-fixture.js";

const fixture = await openLogFixture();
afterAll(() => fixture.close());
const { database, log } = fixture;

const {
  id,
  users: [author = ""],
} = await fixture.addGroup(1);

const body = "x".repeat(limits.textLength);
/** Milliseconds for which the log waits for more commands. */
const GATHER_MS = 2;

test("commits messages that did not fit into a batch without waiting for more", async () => {
  const timers = vi.spyOn(globalThis, "setTimeout");
  const sent = Array.from({ length: 40 }, () => log.execute(id, sendText(author, body)));
  await Promise.all(sent);
  await log.idle();
  const waits = timers.mock.calls.filter(([, delay]) => delay === GATHER_MS);
  timers.mockRestore();
  const updates = await database("conversation_updates").where("conversation_id", id);
  // One commit has at most four of them.
  expect(updates.length).toBeGreaterThan(4);
  // After the last commit only.
  expect(waits).toHaveLength(1);
});
