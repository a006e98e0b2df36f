import { newId } from "@rally/shared/ids";
import { limits } from "@rally/shared/limits";
import { createLocalBus } from "@rally/shared/server/bus";
import { migrate, openDatabase } from "@rally/shared/server/database";
import { createMetrics } from "@rally/shared/server/metrics";
import { createTestDatabase } from "@rally/shared/server/testing";
import { pino } from "pino";
import { afterAll, describe, expect, test } from "vitest";
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
afterAll(async () => {
  await opened.stop();
  await bus.close();
  metrics.close();
  await database.destroy();
  await stage.drop();
});

async function group() {
  const [id, owner, next, third] = [newId(), newId(), newId(), newId()];
  await database("conversations").insert({ id, kind: "group", epoch: 7, member_count: 3 });
  for (const user of [owner, next, third]) {
    await database("users").insert({
      ...{ id: user, username: user.slice(-12), display_name: "", email: `${user}@example.org` },
      ...{ password_hash: "", role: "member" },
    });
    const role = user === owner ? "owner" : "member";
    await database("memberships").insert({ conversation_id: id, user_id: user, role });
  }
  return { id, owner, next, third };
}

/** Asks who could follow the one who leaves, and changes nothing. */
const leaving = (user: string): LogWork<string[]> => ({
  ...{ leaving: user, members: [user], bytes: 1 },
  run: ({ eldest }) => [...eldest],
});

const { log } = opened;

describe("who could follow the one who leaves", () => {
  test("is read where they are the owner, and not where they are a member", async () => {
    const { id, owner, next, third } = await group();
    expect(new Set(await log.change(id, leaving(owner)))).toEqual(new Set([owner, next, third]));
    expect(await log.change(id, leaving(next))).toEqual([]);
  });

  test("is read where they become the owner in the same batch", async () => {
    const { id, owner, next, third } = await group();
    const handOver = log.change(id, {
      ...{ members: [owner, next], bytes: 1 },
      run(batch) {
        batch.appendMember(owner, "admin", owner);
        return batch.appendMember(next, "owner", owner);
      },
    });
    const successors = log.change(id, leaving(next));
    expect(await handOver).toBe(2);
    expect(await successors).toContain(third);
  });
});
