import { textOf } from "@rally/shared/conversations";
import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { expect, onTestFinished, test, vi } from "vitest";
import { eventually, say, signUp, talk, type TestPerson } from "@rally/api/testing";
import { readConversations, enqueueMessage } from "../conversations/index.js";
import type { ConversationView } from "../database/index.js";
import { SharedQuery } from "../database/index.js";
import {
  follow,
  live,
  openUser,
  reported,
  running,
  sayMany,
  setUp,
  signUpDevice,
  type RunningDevice,
} from "../testing/index.js";

const world = WORLD_CONVERSATION_ID;

/** Counts from now on how often IndexedDB is asked for all conversations. */
function countFullReads({ database }: RunningDevice): { count: number } {
  const reads = { count: 0 };
  const store = database.backendDB().transaction("conversations").objectStore("conversations");
  for (const source of [store, store.index("lastActivity")]) {
    const prototype = Object.getPrototypeOf(source) as IDBIndex;
    for (const way of ["getAll", "openCursor"] as const) {
      const original = Reflect.get(prototype, way) as (...asked: unknown[]) => unknown;
      vi.spyOn(prototype, way).mockImplementation(function (
        this: IDBIndex | IDBObjectStore,
        ...asked: unknown[]
      ) {
        const { name } = "objectStore" in this ? this.objectStore : this;
        const [first] = asked as [{ query?: unknown } | null | undefined];
        // Newer browsers take the range as one of several options.
        const range = first && "query" in first ? first.query : first;
        if (name === "conversations" && (range ?? null) === null) reads.count += 1;
        return original.apply(this, asked) as never;
      });
    }
  }
  onTestFinished(() => void vi.restoreAllMocks());
  return reads;
}

/** The list as a page has it: in the list itself, in the title and in the navigation. */
function shownThrice({ database }: RunningDevice): () => ConversationView | undefined {
  const query = new SharedQuery(() => readConversations(database));
  const releases = Array.from({ length: 3 }, () => query.subscribe(() => undefined));
  onTestFinished(() => {
    for (const release of releases) release();
  });
  return () => query.value.value?.[0];
}

test("[S15] a message received in an open conversation reads all conversations once", async () => {
  const { rally } = await setUp();
  const bob = await signUp(rally);
  const ann = await running(signUpDevice());
  await live(follow(ann, world));
  const first = shownThrice(ann);
  const hear = async (body: string): Promise<void> => {
    await say(bob, world, body);
    await eventually(() => expect(textOf(first()?.lastLine?.content)).toBe(body));
  };
  await hear("before");
  await eventually(() => expect(first()?.lastLine?.authorName).toBe(bob.user.displayName));
  const reads = countFullReads(ann);
  for (const body of ["1", "2", "3"]) await hear(body);
  expect(reads.count).toBeGreaterThan(0);
  expect(reads.count).toBeLessThanOrEqual(3);
});

test("[S15] a message received in another conversation reads all conversations twice: when listed, and when stored", async () => {
  const { rally } = await setUp();
  const bob = await signUp(rally);
  const ann = await running(signUpDevice());
  const room = await talk(bob, { id: ann.userId } as TestPerson);
  await live(await openUser(ann));
  const first = shownThrice(ann);
  const hear = async (body: string): Promise<void> => {
    await say(bob, room, body);
    await eventually(() => expect(textOf(first()?.lastLine?.content)).toBe(body), 20_000);
  };
  await hear("before");
  await eventually(async () => {
    expect((await ann.database.conversations.get(room))?.oldestSeq).toBe(1);
  });
  const reads = countFullReads(ann);
  for (const body of ["1", "2", "3"]) await hear(body);
  expect(reads.count).toBeGreaterThan(0);
  expect(reads.count).toBeLessThanOrEqual(6);
});

test("caches are written without waiting for the disk; text by the user is not", async () => {
  const { rally } = await setUp();
  const bob = await signUp(rally);
  const device = await signUpDevice();
  await device.database.open();
  // Dexie takes the method once, as it opens.
  const prototype = Object.getPrototypeOf(device.database.backendDB()) as IDBDatabase;
  const written: [string, string | undefined][] = [];
  const transaction = Reflect.get(prototype, "transaction") as (
    ...asked: Parameters<IDBDatabase["transaction"]>
  ) => IDBTransaction;
  vi.spyOn(prototype, "transaction").mockImplementation(function (this: IDBDatabase, ...asked) {
    const [tables, mode, options] = asked;
    const names = typeof tables === "string" ? tables : [...tables].join();
    if (mode === "readwrite") written.push([names, options?.durability]);
    return transaction.apply(this, asked);
  });
  onTestFinished(() => void vi.restoreAllMocks());
  device.database.close();
  await device.database.open();
  const ann = await running(Promise.resolve(device));
  const durabilityOf = (table: string) =>
    new Set(written.flatMap(([tables, how]) => (tables.includes(table) ? [how] : [])));
  await sayMany(bob, world, 3);
  await ann.puller.all();
  const folds = written.filter(([tables]) => tables.includes("messages") && !/outbox/.test(tables));
  expect(new Set(folds.map(([, how]) => how))).toEqual(new Set(["relaxed"]));
  await enqueueMessage(ann.database, world, "mine");
  expect(durabilityOf("outbox")).toEqual(new Set(["strict"]));
  expect(durabilityOf("meta")).toEqual(new Set(["strict"]));
});

test("stores older messages once their authors have names", async () => {
  const { rally, proxy } = await setUp();
  const cat = await signUp(rally);
  const oldest = await say(cat, world, "long ago");
  const bob = await signUp(rally);
  await sayMany(bob, world, 250);
  const ann = await signUpDevice();
  const without: string[] = [];
  const look = (): void => {
    proxy.beforeAnswer("/api/v1/users", async () => {
      const isStored = (await ann.database.messages.get(oldest.id)) !== undefined;
      if (isStored && !(await ann.database.people.get(cat.id))) without.push(oldest.id);
      look();
    });
  };
  look();
  await running(Promise.resolve(ann));
  await eventually(async () => {
    expect(await ann.database.messages.get(oldest.id)).toBeDefined();
    expect(await ann.database.people.get(cat.id)).toBeDefined();
  });
  expect(without).toEqual([]);
});

test("keeps the pages of history before a failed one, and does not mark a failed listing as finished", async () => {
  const { rally, proxy } = await setUp();
  const bob = await signUp(rally);
  await sayMany(bob, world, 450);
  const ann = await signUpDevice();
  let pages = 0;
  const path = `/api/v1/conversations/${world}/messages`;
  const failThird = (): void => {
    proxy.beforeAnswer(path, () => {
      pages += 1;
      if (pages === 3) proxy.answer(path, 503, "unavailable", 60);
      else failThird();
      return Promise.resolve();
    });
  };
  failThird();
  const device = await running(Promise.resolve(ann));
  await eventually(async () => {
    expect((await device.database.conversations.get(world))?.oldestSeq).toBe(151);
  });
  expect(pages).toBe(3);

  proxy.answer("/api/v1/conversations", 503, "unavailable");
  const { started, finished } = (await device.database.getMeta("listings")) ?? {};
  expect(finished).toBe(started);
  const other = await running(Promise.resolve(ann));
  other.puller.stop();
  expect(await device.database.getMeta("listings")).toEqual({
    started: (started ?? 0) + 1,
    finished,
  });
  proxy.answer("/api/v1/conversations", 503, "unavailable");
  (await running(Promise.resolve(ann))).puller.stop();
  expect(await device.database.getMeta("listings")).toEqual({
    started: (started ?? 0) + 2,
    finished,
  });
  expect(reported).toEqual([]);
});
