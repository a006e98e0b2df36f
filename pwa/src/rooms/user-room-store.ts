import { draftText, userRoomRoot } from "@rally/shared/rooms";
import { newId } from "@rally/shared/ids";
import * as Y from "yjs";
import { storing, type RallyDatabase, type UserRoomRow } from "../database/index.js";
import { rewrite, mergeTexts } from "../drafts/index.js";

/** The origin of updates that come from the database and are already stored. */
export const STORED = Symbol("stored");

/** The number of update rows that are merged into one. */
const COMPACT_AT = 64;

/** The document of a user's room as stored on this device. */
export interface StoredUserRoom {
  doc: Y.Doc;
  generation: string;
  /** The number of the newest row applied. */
  reached: number;
}

/** Opens the document from the database, without a network. */
export async function loadUserRoom(database: RallyDatabase): Promise<StoredUserRoom> {
  const { generation, rows } = (await readStored(database)) ?? (await createStored(database));
  const doc = new Y.Doc();
  if (rows.length > 0) Y.applyUpdate(doc, Y.mergeUpdates(rows.map((row) => row.update)), STORED);
  defineDrafts(doc);
  return { doc, generation, reached: rows.at(-1)?.number ?? 0 };
}

interface StoredRows {
  generation: string;
  rows: UserRoomRow[];
}

/** Only reads, so that it waits for no other tab's writes. */
function readStored(database: RallyDatabase): Promise<StoredRows | undefined> {
  const { userRoom, meta } = database;
  return database.transaction("r", [userRoom, meta], async () => {
    const generation = await database.getMeta("generation");
    return generation === undefined
      ? undefined
      : { generation, rows: await readRows(database, generation) };
  });
}

/** The first document of this device, unless another tab has created it in the meantime. */
function createStored(database: RallyDatabase): Promise<StoredRows> {
  const { userRoom, meta } = database;
  return database.transaction("rw", [userRoom, meta], async () => {
    const stored = await readStored(database);
    if (stored) return stored;
    const generation = newId();
    await database.setMeta("generation", generation);
    return { generation, rows: [] };
  });
}

/** Applies updates that other tabs have stored since; offline, tabs exchange text only this way. */
export async function applyStored(database: RallyDatabase, room: StoredUserRoom): Promise<void> {
  const rows = await readRows(database, room.generation, room.reached);
  if (rows.length === 0) return;
  room.reached = rows.at(-1)?.number ?? room.reached;
  Y.applyUpdate(room.doc, Y.mergeUpdates(rows.map((row) => row.update)), STORED);
}

/**
 * Stores an update and the text of the drafts that it changes, in one transaction. The server may
 * never receive it: `markDraftsSynced` records what the server has.
 */
export async function storeUpdate(
  database: RallyDatabase,
  room: StoredUserRoom,
  update: Uint8Array,
  drafts: ReadonlySet<string>,
): Promise<void> {
  const { userRoom, drafts: table } = database;
  await storing(() =>
    database.transaction("rw", [userRoom, table], async () => {
      await userRoom.add({ generation: room.generation, update });
      const stored = await table.bulkGet([...drafts]);
      const rows = [...drafts].map((conversation, index) => {
        const text = draftText(room.doc, conversation).toJSON();
        const agreed = stored[index]?.agreed ?? "";
        return { conversation, text, agreed, updatedAt: Date.now() };
      });
      await table.bulkPut(rows.filter((row) => row.text !== "" || row.agreed !== ""));
      await table.bulkDelete(
        rows.filter((row) => row.text === "" && row.agreed === "").map((row) => row.conversation),
      );
      if ((await rowsOf(database, room.generation).count()) > COMPACT_AT)
        await compact(database, room);
    }),
  );
}

/**
 * Records that the server has the text that drafts had at `before`, if it has not changed since. It
 * is the base of a merge if the generation becomes stale.
 * @param before milliseconds since the epoch; later text may not have been sent yet.
 */
export async function markDraftsSynced(database: RallyDatabase, before: number): Promise<void> {
  const { drafts: table } = database;
  await database.transaction("rw", table, async () => {
    const open = await table
      .filter(
        (row) => row.text !== row.agreed && (row.updatedAt < before || row.updatedAt > Date.now()),
      )
      .toArray();
    const nonEmpty = open.filter((row) => row.text !== "");
    await table.bulkPut(nonEmpty.map((row) => ({ ...row, agreed: row.text })));
    await table.bulkDelete(
      open.filter((row) => row.text === "").map(({ conversation }) => conversation),
    );
  });
}

/**
 * After 4409 the document is stale: its text is kept until it can be merged into the new one.
 * Another tab may have begun that; this tab then joins it.
 */
export async function beginGeneration(
  database: RallyDatabase,
  left: string,
  texts: ReadonlyMap<string, string>,
): Promise<void> {
  const { userRoom, meta } = database;
  await database.transaction("rw", [userRoom, meta], async () => {
    await keepUnplaced(database, texts);
    if ((await database.getMeta("generation")) !== left) return;
    await database.setMeta("generation", newId());
    await rowsOf(database, left).delete();
  });
}

/** Stores text that is in no document yet. */
export async function keepUnplaced(
  database: RallyDatabase,
  texts: ReadonlyMap<string, string>,
): Promise<void> {
  await storing(() => database.setMeta("unplacedDrafts", Object.fromEntries(texts)));
}

/** A document with the stored text that has no document, if there is any. */
export async function loadUnplaced(database: RallyDatabase): Promise<Y.Doc | undefined> {
  const texts = await database.getMeta("unplacedDrafts");
  if (!texts) return undefined;
  const doc = new Y.Doc();
  for (const [conversation, text] of Object.entries(texts)) {
    draftText(doc, conversation).insert(0, text);
  }
  return doc;
}

/** Merges the text of a stale generation into `doc`, which has the server's. */
export async function mergeDraftTexts(
  database: RallyDatabase,
  doc: Y.Doc,
  texts: ReadonlyMap<string, string>,
): Promise<void> {
  const stored = await database.drafts.bulkGet([...texts.keys()]);
  const bases = new Map(stored.flatMap((row) => (row ? [[row.conversation, row.agreed]] : [])));
  for (const [conversation, ours] of texts) {
    const text = draftText(doc, conversation);
    const theirs = text.toJSON();
    // A new generation may be empty: a missing word then does not mean that it was deleted.
    const base = theirs === "" ? "" : (bases.get(conversation) ?? "");
    rewrite(text, mergeTexts(base, ours, theirs));
  }
}

/** The text of each draft in `doc`. */
export function draftTextsOf(doc: Y.Doc): Map<string, string> {
  return new Map(
    defineDrafts(doc).map((conversation) => [conversation, draftText(doc, conversation).toJSON()]),
  );
}

/** Loaded roots have no type until one is requested. @returns the conversations. */
export function defineDrafts(doc: Y.Doc): string[] {
  const conversations = [...doc.share.keys()].flatMap((name) => draftedIn(name) ?? []);
  for (const conversation of conversations) draftText(doc, conversation);
  return conversations;
}

/** The conversation whose draft this root is. */
export function draftedIn(root: string): string | undefined {
  return userRoomRoot(root) === "draft" ? root.slice(root.indexOf(".") + 1) : undefined;
}

function readRows(database: RallyDatabase, generation: string, after = 0) {
  return database.userRoom
    .where("number")
    .above(after)
    .and((row) => row.generation === generation)
    .toArray();
}

function rowsOf(database: RallyDatabase, generation: string) {
  return database.userRoom.where("generation").equals(generation);
}

/**
 * Compacts the rows of this generation into one, through a new document, so that deleted text is
 * gone from the disk.
 */
async function compact(database: RallyDatabase, room: StoredUserRoom): Promise<void> {
  const rows = await readRows(database, room.generation);
  const whole = new Y.Doc();
  for (const row of rows) Y.applyUpdate(whole, row.update);
  const update = Y.encodeStateAsUpdate(whole);
  whole.destroy();
  await rowsOf(database, room.generation).delete();
  await database.userRoom.add({ generation: room.generation, update });
}
