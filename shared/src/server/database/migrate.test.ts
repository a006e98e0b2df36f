import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createTestDatabase } from "../testing/index.js";
import { migrate, openDatabase, readLineage } from "./index.js";

const fixture = await createTestDatabase();
const database = openDatabase(fixture.url);
afterAll(async () => {
  await database.destroy();
  await fixture.drop();
});

describe("migrating", () => {
  test("runs once for five processes at the same time, and each reads the same server id", async () => {
    const processes = Array.from({ length: 5 }, () => openDatabase(fixture.url));
    await Promise.all(processes.map((process) => migrate(process)));
    const lineages = await Promise.all(processes.map((process) => readLineage(process)));
    expect(new Set(lineages).size).toBe(1);
    expect(await database("conversations").where("kind", "world")).toHaveLength(1);
    await Promise.all(processes.map((process) => process.destroy()));
  });

  test("again changes nothing", async () => {
    const before = await database("migrations").orderBy("name");
    await migrate(database);
    expect(await database("migrations").orderBy("name")).toEqual(before);
  });

  test("runs every file of the folder, and each has a number of its own", async () => {
    const files = readdirSync(join(import.meta.dirname, "migrations")).sort();
    const names = await database("migrations").orderBy("name").pluck<string[]>("name");
    expect(names).toEqual(files.map((file) => file.replace(".ts", "")));
    expect(new Set(names.map((name) => name.slice(0, 4))).size).toBe(names.length);
  });

  test("runs a file that was added with a number below the newest", async () => {
    const name = "0046-status-before-away";
    await database("migrations").where({ name }).delete();
    await database.raw("alter table users drop column status_before_away");
    await migrate(database);
    expect(await database("migrations").where({ name })).toHaveLength(1);
    expect(await database.schema.hasColumn("users", "status_before_away")).toBe(true);
  });

  test("rolls back when it fails", async () => {
    const other = await createTestDatabase();
    const broken = openDatabase(other.url);
    await broken.raw("create table sessions (mine text)");
    await expect(migrate(broken)).rejects.toThrow("already exists");
    const { rows } = await broken.raw<{ rows: { tablename: string }[] }>(
      "select tablename from pg_tables where schemaname = 'public'",
    );
    expect(rows).toEqual([{ tablename: "sessions" }]);
    await broken.destroy();
    await other.drop();
  });
});
