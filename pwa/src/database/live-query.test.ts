import { newId } from "@rally/shared/ids";
import { beforeEach, expect, test } from "vitest";
import { freshDevice, reported } from "../testing/index.js";
import { openDatabase, reportUnlessClosed } from "./index.js";

beforeEach(() => {
  freshDevice();
  reported.length = 0;
});

test("does not report queries that fail because the database was closed", async () => {
  const database = await openDatabase(newId());
  database.close();
  const late = database.meta.count();
  await expect(late).rejects.toThrow();
  await late.catch(reportUnlessClosed);
  expect(reported).toEqual([]);
});

test("reports every other failure", () => {
  const error = new Error("no such thing");
  reportUnlessClosed(error);
  expect(reported.splice(0)).toEqual([error]);
});
