import { Dexie } from "dexie";
import { newId } from "@rally/shared/ids";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { databaseState, storageFull } from "../database-state/index.js";
import { databaseName } from "../storage-names/index.js";
import { freshDevice } from "../testing/index.js";
import { DATABASE_VERSION, openDatabase, openEarly, storing } from "./index.js";

const user = newId();
beforeEach(freshDevice);

/** The app of another release, in another tab. */
function otherRelease(version: number): Dexie {
  const other = new Dexie(databaseName(user));
  other.version(version).stores({ meta: "key" });
  onTestFinished(() => other.close());
  return other;
}

test("a database of a newer release is not touched, and that is said", async () => {
  const newer = otherRelease(DATABASE_VERSION + 1);
  await newer.open();
  newer.close();
  await expect(openDatabase(user)).rejects.toThrow(/newer/);
  expect(databaseState.value).toEqual({ state: "newer" });
});

test("a database begun to open early is the one that is opened, and only its own user's", async () => {
  openEarly(user);
  const database = await openDatabase(user);
  expect(await openDatabase(user)).not.toBe(database);
  openEarly(newId());
  expect((await openDatabase(user)).userId).toBe(user);
});

test("a tab lets go when another one upgrades, and says that it is outdated", async () => {
  const database = await openDatabase(user);
  expect(databaseState.value).toEqual({ state: "open" });
  await otherRelease(DATABASE_VERSION + 1).open();
  expect(databaseState.value).toEqual({ state: "outdated" });
  await expect(database.meta.count()).rejects.toThrow();
});

test("a tab lets go when another one signs out and deletes", async () => {
  await openDatabase(user);
  await Dexie.delete(databaseName(user));
  expect(databaseState.value).toEqual({ state: "closed" });
});

test("a device with no room left says so, until a write succeeds again", async () => {
  const full = Object.assign(new Error("full"), { name: "QuotaExceededError" });
  const wrapped = Object.assign(new Error("aborted"), { name: "AbortError", inner: full });
  await expect(storing(() => Promise.reject(wrapped))).rejects.toBe(wrapped);
  expect(storageFull.value).toBe(true);
  await storing(() => Promise.resolve());
  expect(storageFull.value).toBe(false);
});
