import { Dexie } from "dexie";
import { databaseName } from "../storage/index.js";
import { conversationTableNames, versions, type MetaRows, type Tables } from "./schema.js";

/** Tables that the server has too: their last writes may be lost when the device loses power. */
const caches: ReadonlySet<string> = new Set([
  ...["conversations", ...conversationTableNames, "people", "profiles"],
  ...["notifications", "friends", "blocks", "ignores", "hiddenMessages"],
]);

/** Dexie defines a property for each table of the newest version. */
const DexieWithTables = Dexie as unknown as new (name: string) => Dexie & Tables;

/**
 * The data of one user on this device. Transactions use strict durability, because "saved" must mean
 * on the disk, except those that write only caches: these do not wait for fsync. A later strict
 * write flushes them too, so that no cursor is ahead of its rows.
 */
export class RallyDatabase extends DexieWithTables {
  constructor(readonly userId: string) {
    super(databaseName(userId));
    for (const [index, { stores, upgrade }] of versions.entries()) {
      const version = this.version(index + 1).stores(stores);
      if (upgrade) version.upgrade(upgrade);
    }
    this.use({
      stack: "dbcore",
      name: "durability",
      create: (core) => ({
        ...core,
        transaction: (tables, mode, options) =>
          core.transaction(tables, mode, {
            ...options,
            durability: tables.every((table) => caches.has(table)) ? "relaxed" : "strict",
          }),
      }),
    });
  }

  async getMeta<K extends keyof MetaRows>(key: K): Promise<MetaRows[K] | undefined> {
    return (await this.meta.get(key))?.value as MetaRows[K] | undefined;
  }

  async setMeta<K extends keyof MetaRows>(key: K, value: MetaRows[K]): Promise<void> {
    await this.meta.put({ key, value });
  }
}
