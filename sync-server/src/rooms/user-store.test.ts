import { newId } from "@rally/shared/ids";
import { migrate, openDatabase } from "@rally/shared/server/database";
import { createTestDatabase, timeoutFactor } from "@rally/shared/server/testing";
import { afterAll, describe, expect, test, vi } from "vitest";
import { storeUserUpdate } from "./user-store.js";

const fixture = await createTestDatabase();
const database = openDatabase(fixture.url);
await migrate(database);
afterAll(async () => {
  await database.destroy();
  await fixture.drop();
});

const store = (userId: string, number: number) =>
  storeUserUpdate(database, userId, { generation: 0, number }, Buffer.from([0, 0]), () =>
    Buffer.from([0, 0]),
  );

/** The number of statements that wait for a lock. */
async function waiting(): Promise<number> {
  const { rows } = await database.raw<{ rows: unknown[] }>(
    `select 1 from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows.length;
}

describe("a stored update", () => {
  test("[S11] counts the permissions lost while it waited for the room's lock", async () => {
    const userId = newId();
    await database("users").insert({
      ...{ id: userId, username: "ada", display_name: "Ada", email: "ada@example.org" },
      ...{ password_hash: "", role: "member" },
    });
    const { lossCount: before } = await store(userId, 0);
    const lock = await database.transaction();
    await lock("user_rooms").where("user_id", userId).forUpdate().first();
    const stored = store(userId, 1);
    await vi.waitFor(async () => expect(await waiting()).toBe(1), 8_000 * timeoutFactor);
    await database("lost_rights").insert({ kind: "session", session_id: newId() });
    await lock.commit();
    expect(await stored).toEqual({ number: 2, lossCount: before + 1 });
  });
});
