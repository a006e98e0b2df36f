import { Dexie } from "dexie";
import { newId } from "@rally/shared/ids";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { ignoredPeople } from "../relationships/index.js";
import { databaseState, storageFull, databaseName } from "../storage/index.js";
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

test("an upgrade from version 2 keeps the ignored users and the outbox, with current names", async () => {
  const [ignored, shownAgain] = [newId(), newId()];
  const former = new Dexie(databaseName(user));
  former.version(2).stores({
    outbox: "++order, &id, state, [conversation+state]",
    restraints: "userId",
    meta: "key",
  });
  await former.table("restraints").bulkAdd([
    { userId: ignored, restrained: true, version: 3 },
    { userId: shownAgain, restrained: false, version: 4 },
  ]);
  const row = { input: { userId: ignored }, conversation: "", createdAt: 1, failures: 0 };
  await former.table("outbox").bulkAdd([
    { ...row, id: newId(), name: "user.restrain", state: "sent", attempted: true },
    { ...row, id: newId(), name: "user.unrestrain", state: "pending", attempted: false },
    { ...row, id: newId(), name: "user.block", state: "refused", attempted: true },
  ]);
  await former.table("meta").add({ key: "userVersion", value: 9 });
  former.close();

  const database = await openDatabase(user);
  expect(await database.ignores.orderBy("userId").toArray()).toEqual(
    [
      { userId: ignored, ignored: true, version: 3 },
      { userId: shownAgain, ignored: false, version: 4 },
    ].sort((one, other) => (one.userId < other.userId ? -1 : 1)),
  );
  expect(await ignoredPeople(database)).toEqual(new Set([ignored]));
  const rows = await database.outbox.toArray();
  expect(rows.map(({ name, state }) => [name, state])).toEqual([
    ["user.ignore", "sent"],
    ["user.unignore", "pending"],
    ["user.block", "refused"],
  ]);
  expect(await database.getMeta("userVersion")).toBeUndefined();
});

test("leaves a database of a newer release unchanged and publishes the state `newer`", async () => {
  const newer = otherRelease(DATABASE_VERSION + 1);
  await newer.open();
  newer.close();
  await expect(openDatabase(user)).rejects.toThrow(/newer/);
  expect(databaseState.value).toEqual({ state: "newer" });
});

test("openDatabase returns the database that was opened early, but only for the same user", async () => {
  openEarly(user);
  const database = await openDatabase(user);
  expect(await openDatabase(user)).not.toBe(database);
  openEarly(newId());
  expect((await openDatabase(user)).userId).toBe(user);
});

test("closes the database when another tab upgrades it, and publishes the state `outdated`", async () => {
  const database = await openDatabase(user);
  expect(databaseState.value).toEqual({ state: "open" });
  await otherRelease(DATABASE_VERSION + 1).open();
  expect(databaseState.value).toEqual({ state: "outdated" });
  await expect(database.meta.count()).rejects.toThrow();
});

test("closes the database when another tab signs out and deletes it", async () => {
  await openDatabase(user);
  await Dexie.delete(databaseName(user));
  expect(databaseState.value).toEqual({ state: "closed" });
});

test("reports full storage until a write succeeds again", async () => {
  const full = Object.assign(new Error("full"), { name: "QuotaExceededError" });
  const wrapped = Object.assign(new Error("aborted"), { name: "AbortError", inner: full });
  await expect(storing(() => Promise.reject(wrapped))).rejects.toBe(wrapped);
  expect(storageFull.value).toBe(true);
  await storing(() => Promise.resolve());
  expect(storageFull.value).toBe(false);
});
