import { createTestDatabase } from "@rally/shared/server/testing";
import { expect, test } from "vitest";
import { DedicatedConnection, openDatabase } from "./index.js";

test("a dedicated connection reconnects after a reset, but not after it was closed", async () => {
  const fixture = await createTestDatabase();
  const database = openDatabase(fixture.url);
  const connection = new DedicatedConnection(database, "dedicated");
  const isOpen = async () =>
    (await database("pg_stat_activity").where("application_name", "dedicated").select("pid"))
      .length > 0;
  try {
    await connection.query("select 1");
    connection.reset();
    expect(await connection.query("select 2 as two")).toEqual([{ two: 2 }]);
    expect(await isOpen()).toBe(true);
    await connection.close();
    await expect(connection.query("select 3")).rejects.toThrow("The connection was closed");
    connection.reset();
    await expect(connection.query("select 4")).rejects.toThrow("The connection was closed");
  } finally {
    await database.destroy();
    await fixture.drop();
  }
});
