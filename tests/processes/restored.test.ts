import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { openDatabase, readLineage } from "@rally/shared/server/database";
import { createTestDatabase } from "@rally/shared/server/testing";
import { expect, onTestFinished, test } from "vitest";
import { startRallyProcess } from "../harness/index.js";

const program = join(import.meta.dirname, "../../api/dist/restored.js");

/** What `npm run restored` runs, with these settings. */
const restored = (settings: Record<string, string>) =>
  promisify(execFile)(process.execPath, [program], {
    cwd: process.env.RALLY_TEST_FOLDER,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, LOG_LEVEL: "warn", ...settings },
  });

test("`npm run restored` renews the lineage and every room, under a running Rally too", async () => {
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
  expect(stdout).toContain("Devices will fetch all again");
  expect(await readLineage(database)).not.toBe(lineage);
  expect(await database("conversations").pluck("epoch")).not.toEqual(epochs);
});

test("`npm run restored` works on the PostgreSQL that Rally brings, and not under a running Rally", async () => {
  const rally = await startRallyProcess();
  const settings = { RALLY_DATA: rally.dataDirectory };
  await expect(restored(settings)).rejects.toThrow("Rally is already running");
  await rally.stop();
  expect((await restored(settings)).stdout).toContain("Devices will fetch all again");
  const again = await startRallyProcess({ dataDirectory: rally.dataDirectory });
  expect(await again.stop()).toBe(0);
});
