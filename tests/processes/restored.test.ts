import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { migrate, openDatabase, readLineage, renewLineage } from "@rally/shared/server/database";
import { createTestDatabase } from "@rally/shared/server/testing";
import { expect, onTestFinished, test } from "vitest";
import { startRallyProcess } from "../harness/index.js";

const program = join(import.meta.dirname, "../../api/dist/restored.js");

/** Runs `npm run restored` with these settings. */
const restored = (settings: Record<string, string>) =>
  promisify(execFile)(process.execPath, [program], {
    cwd: process.env.RALLY_TEST_FOLDER,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, LOG_LEVEL: "warn", ...settings },
  });

test("`npm run restored` renews the lineage and every room, also while Rally runs", async () => {
  const made = await createTestDatabase();
  const { url } = made;
  const rally = await startRallyProcess({ databaseUrl: url });
  const database = openDatabase(url, { connections: 1 });
  onTestFinished(async () => {
    await database.destroy();
    await rally.stop();
    await made.drop();
  });
  const [lineage, epochs] = [
    await readLineage(database),
    await database("conversations").pluck("epoch"),
  ];
  const { stdout } = await restored({ DATABASE_URL: url });
  expect(stdout).toContain("Devices will fetch all data again");
  expect(await readLineage(database)).not.toBe(lineage);
  expect(await database("conversations").pluck("epoch")).not.toEqual(epochs);
});

test("renewing the lineage has no time limit, and resets the position in the change feed", async () => {
  const made = await createTestDatabase();
  const patient = openDatabase(made.url, { connections: 1 });
  // The connection's limit is shorter than the update, as 30 s are with millions of conversations.
  const hasty = openDatabase(made.url, { connections: 1, statementTime: 100 });
  onTestFinished(async () => {
    await patient.destroy();
    await hasty.destroy();
    await made.drop();
  });
  await migrate(patient);
  await patient.raw(`
    insert into periodic_work (name, until, snapshot, taken_at)
      values ('notification-sweep', now(), '100000:100000:', now());
    create function take_long() returns trigger language plpgsql as
      $$ begin perform pg_sleep(0.5); return null; end $$;
    create trigger take_long after update on conversations
      for each statement execute function take_long()`);
  await expect(hasty("conversations").update({ epoch: 1 })).rejects.toThrow("statement timeout");
  const lineage = await renewLineage(hasty);
  expect(await readLineage(patient)).toBe(lineage);
  expect(await patient("periodic_work").select("name", "snapshot", "taken_at")).toEqual([
    { name: "notification-sweep", snapshot: null, taken_at: null },
  ]);
});

test("`npm run restored` works on the embedded PostgreSQL, but not while Rally runs", async () => {
  const rally = await startRallyProcess();
  const settings = { RALLY_DATA: rally.dataDirectory };
  await expect(restored(settings)).rejects.toThrow("Rally is already running");
  await rally.stop();
  expect((await restored(settings)).stdout).toContain("Devices will fetch all data again");
  const again = await startRallyProcess({ dataDirectory: rally.dataDirectory });
  expect(await again.stop()).toBe(0);
});
