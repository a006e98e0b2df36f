import { newId } from "@rally/shared/ids";
import { limits } from "@rally/shared/limits";
import { createLocalBus } from "@rally/shared/server/bus";
import { migrate, openDatabase } from "@rally/shared/server/database";
import { createMetrics } from "@rally/shared/server/metrics";
import { createTestDatabase } from "@rally/shared/server/testing";
import { pino } from "pino";
import { afterAll, expect, test, vi } from "vitest";
import { openLog } from "../conversations.js";
import type { LogWork } from "./log-work.js";

const stage = await createTestDatabase();
const database = openDatabase(stage.url);
await migrate(database);
const bus = createLocalBus();
const metrics = createMetrics();
const history = { lineage: "", onRenewed: () => undefined, stop: () => undefined };
const opened = openLog({
  ...{ database, bus, metrics, limits, history },
  logger: pino({ level: "silent" }),
});
const { log } = opened;
afterAll(async () => {
  await opened.stop();
  await bus.close();
  metrics.close();
  await database.destroy();
  await stage.drop();
});

const [id, author] = [newId(), newId()];
await database("conversations").insert({ id, kind: "group", epoch: 7, member_count: 1 });
await database("users").insert({
  ...{ id: author, username: "author", display_name: "", email: "author@example.org" },
  ...{ password_hash: "", role: "member" },
});
await database("memberships").insert({ conversation_id: id, user_id: author, role: "owner" });

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
