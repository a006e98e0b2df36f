import { draftText, userRoomRoot } from "@rally/shared/rooms";
import { newId } from "@rally/shared/ids";
import * as Y from "yjs";
import { storing, type RallyDatabase } from "../database/index.js";
import { rewrite, mergeTexts } from "../drafts/index.js";

/** Marks what came from the database: it is already there. */
export const STORED = Symbol("stored");

/** So many rows of updates are melted into one. */
const COMPACT_AT = 64;

/** The document of a user's room as this device has it. */
export interface StoredUserRoom {
  doc: Y.Doc;
  generation: string;
  /** The number of the newest row applied. */
  reached: number;
}

/** Opens the document with all that is stored of it; no network is needed. */
export async function loadUserRoom(database: RallyDatabase): Promise<StoredUserRoom> {
  const { userRoom, meta } = database;
  const { generation, rows } = await database.transaction("rw", [userRoom, meta], async () => {
    const known = await database.getMeta("generation");
    if (known !== undefined) {
      return { generation: known, rows: await readRows(database, known) };
    }
    const fresh = newId();
    await database.setMeta("generation", fresh);
    return { generation: fresh, rows: [] };
  });
  const doc = new Y.Doc();
  if (rows.length > 0) Y.applyUpdate(doc, Y.mergeUpdates(rows.map((row) => row.update)), STORED);
  defineDrafts(doc);
  return { doc, generation, reached: rows.at(-1)?.number ?? 0 };
}

/** Applies what other tabs stored since; offline it is the only way their words come here. */
export async function applyStored(database: RallyDatabase, room: StoredUserRoom): Promise<void> {
  const rows = await readRows(database, room.generation, room.reached);
  if (rows.length === 0) return;
  room.reached = rows.at(-1)?.number ?? room.reached;
  Y.applyUpdate(room.doc, Y.mergeUpdates(rows.map((row) => row.update)), STORED);
}

/**
 * Stores an update and what the changed drafts now say, in one transaction. The server may never
 * get it: what it is known to have is a later word. @see agreeOn
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
      const held = await table.bulkGet([...drafts]);
      const rows = [...drafts].map((conversation, index) => {
        const text = draftText(room.doc, conversation).toJSON();
        const agreed = held[index]?.agreed ?? "";
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
 * Writes down that the server has what the drafts said at `before` and still say: the base of a
 * merge, should the document's past end.
 * @param before milliseconds since the epoch; what was typed later may still be under way.
 */
export async function agreeOn(database: RallyDatabase, before: number): Promise<void> {
  const { drafts: table } = database;
  await database.transaction("rw", table, async () => {
    const open = await table
      .filter(
        (row) => row.text !== row.agreed && (row.updatedAt < before || row.updatedAt > Date.now()),
      )
      .toArray();
    const said = open.filter((row) => row.text !== "");
    await table.bulkPut(said.map((row) => ({ ...row, agreed: row.text })));
    await table.bulkDelete(
      open.filter((row) => row.text === "").map(({ conversation }) => conversation),
    );
  });
}

/**
 * After 4409: the document's past is over, its words are not; they are kept until they can be
 * given to the new one. Another tab may have begun that already; then this one joins it.
 */
export async function beginGeneration(
  database: RallyDatabase,
  left: string,
  words: ReadonlyMap<string, string>,
): Promise<void> {
  const { userRoom, meta } = database;
  await database.transaction("rw", [userRoom, meta], async () => {
    await keepUnplaced(database, words);
    if ((await database.getMeta("generation")) !== left) return;
    await database.setMeta("generation", newId());
    await rowsOf(database, left).delete();
  });
}

/** Stores words that no document holds yet. */
export async function keepUnplaced(
  database: RallyDatabase,
  words: ReadonlyMap<string, string>,
): Promise<void> {
  await storing(() => database.setMeta("unplacedDrafts", Object.fromEntries(words)));
}

/** A document with the words that were left without one, if there are any. */
export async function loadUnplaced(database: RallyDatabase): Promise<Y.Doc | undefined> {
  const words = await database.getMeta("unplacedDrafts");
  if (!words) return undefined;
  const doc = new Y.Doc();
  for (const [conversation, text] of Object.entries(words)) {
    draftText(doc, conversation).insert(0, text);
  }
  return doc;
}

/** Merges the words of an ended generation into `doc`, which has the server's. */
export async function placeWords(
  database: RallyDatabase,
  doc: Y.Doc,
  words: ReadonlyMap<string, string>,
): Promise<void> {
  const held = await database.drafts.bulkGet([...words.keys()]);
  const bases = new Map(held.flatMap((row) => (row ? [[row.conversation, row.agreed]] : [])));
  for (const [conversation, ours] of words) {
    const text = draftText(doc, conversation);
    const theirs = text.toJSON();
    // A new past may begin with nothing: then it says nothing about what was deleted.
    const base = theirs === "" ? "" : (bases.get(conversation) ?? "");
    rewrite(text, mergeTexts(base, ours, theirs));
  }
}

/** What each draft in `doc` says. */
export function wordsIn(doc: Y.Doc): Map<string, string> {
  return new Map(
    defineDrafts(doc).map((conversation) => [conversation, draftText(doc, conversation).toJSON()]),
  );
}

/** Roots that came with bytes are untyped until asked for by type. @returns the conversations. */
export function defineDrafts(doc: Y.Doc): string[] {
  const conversations = [...doc.share.keys()].flatMap((name) => draftedIn(name) ?? []);
  for (const conversation of conversations) draftText(doc, conversation);
  return conversations;
}

/** The conversation whose draft a root is. */
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

/** Compacts all rows of this generation into one, in a document of their own so that deleted words leave the disk. */
async function compact(database: RallyDatabase, room: StoredUserRoom): Promise<void> {
  const rows = await readRows(database, room.generation);
  const whole = new Y.Doc();
  for (const row of rows) Y.applyUpdate(whole, row.update);
  const update = Y.encodeStateAsUpdate(whole);
  whole.destroy();
  await rowsOf(database, room.generation).delete();
  await database.userRoom.add({ generation: room.generation, update });
}
