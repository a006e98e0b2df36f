import { newId } from "@rally/shared/ids";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { freshDevice } from "../testing/index.js";
import { openDatabase, sparseRows } from "./index.js";

beforeEach(freshDevice);

test("rows among many ids are read without a request for each id", async () => {
  const database = await openDatabase(newId());
  onTestFinished(() => database.close());
  const ids = Array.from({ length: 200 }, newId);
  const [first = "", second = "", absent = ""] = [ids[150], ids[20], newId()];
  const conversation = newId();
  await database.hiddenMessages.bulkPut(
    [first, second, newId()].map((id) => ({ id, conversation })),
  );
  const steps = vi.spyOn(IDBCursor.prototype, "continue");
  const gets = vi.spyOn(IDBObjectStore.prototype, "get");
  const rows = await sparseRows(database.hiddenMessages, [...ids, first, absent]);
  expect([...rows.keys()].sort()).toEqual([first, second].sort());
  expect(rows.get(first)).toEqual({ id: first, conversation });
  expect(steps.mock.calls.length + gets.mock.calls.length).toBeLessThan(10);
  expect(await sparseRows(database.hiddenMessages, [])).toEqual(new Map());
});
