import { draftText, settingsMap, userRoomRoot } from "@rally/shared/rooms";
import { newId } from "@rally/shared/ids";
import fc from "fast-check";
import * as encoding from "lib0/encoding";
import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { FitUpdate } from "./fit-update.js";
import { hasPending, judgeUserUpdate } from "./user-update.js";

const conversations = [newId(), newId()];

/** The actions of an honest device: it types, deletes and changes settings. */
const edits = fc.array(
  fc.record({
    where: fc.nat(1),
    at: fc.nat(30),
    remove: fc.nat(3),
    insert: fc.string({ maxLength: 8 }),
    look: fc.oneof(fc.boolean(), fc.integer(), fc.string(), fc.constant(null)),
  }),
  { minLength: 1, maxLength: 12 },
);
type Edits = typeof edits extends fc.Arbitrary<infer T> ? T : never;

function device(plan: Edits): { doc: Y.Doc; updates: Uint8Array[] } {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on("update", (update: Uint8Array) => updates.push(update));
  for (const { where, at, remove, insert, look } of plan) {
    const text = draftText(doc, conversations[where] ?? "");
    const place = Math.min(at, text.length);
    text.delete(place, Math.min(remove, text.length - place));
    if (insert) text.insert(place, insert);
    settingsMap(doc).set(`look${where}`, look);
  }
  return { doc, updates };
}

/** Merges an accepted update into a room, as the server does. */
function take(room: Y.Doc, update: Uint8Array) {
  const verdict = judgeUserUpdate(room, update);
  if (!(verdict instanceof FitUpdate)) return verdict;
  for (const step of verdict.applyTo(room)) expect(step).toBeUndefined();
  return "apply";
}

describe("[S12] an update that would cost too much to merge", () => {
  const declared = (...numbers: number[]) =>
    encoding.encode((encoder) => {
      for (const number of numbers) encoding.writeVarUint(encoder, number);
    });
  const repeated = (count: number, ...numbers: number[]) =>
    Array.from({ length: count }, () => numbers).flat();
  const bounds = { updateClients: 3, updateStructs: 5, updateSiblings: 1 };

  // Each declares more items than it contains. Read to the end, it would be refused as `no update`.
  test.each([
    ["clients", 3, (count: number) => declared(count + 1, ...repeated(count, 0, 7, 0))],
    ["structs", 5, (count: number) => declared(1, count + 1, 7, 0, ...repeated(count, 0, 1))],
    [
      "deleted ranges",
      5,
      (count: number) => declared(0, 1, 7, count + 1, ...repeated(count, 0, 1)),
    ],
    ["clients with no deletions", 5, (count: number) => declared(0, count + 1, ...repeated(count, 7, 0))], // prettier-ignore
  ])("is not decoded beyond its bound of %s", (_what, most, updateOf) => {
    const judge = (update: Uint8Array) => judgeUserUpdate(new Y.Doc(), update, bounds);
    expect(judge(updateOf(most - 1))).toEqual({ refused: "no update" });
    expect(judge(updateOf(most + 1))).toBe("stale");
  });

  test("is refused at its first content of a foreign kind, before parsing it", () => {
    const foreign = new Y.Doc();
    foreign.getText("draft.x").insertEmbed(0, { a: 1 });
    const bytes = Y.encodeStateAsUpdate(foreign);
    const corrupted = bytes.map((byte) => (byte === 0x7b ? 0x21 : byte)); // no JSON any more
    for (const update of [bytes, corrupted]) {
      expect(judgeUserUpdate(new Y.Doc(), update)).toEqual({ refused: "no update" });
    }
  });
});

describe("an honest device's update", () => {
  test("[S9] is accepted whole, one by one or all at once", () => {
    fc.assert(
      fc.property(edits, (plan) => {
        const { doc, updates } = device(plan);
        const [piecemeal, whole] = [new Y.Doc(), new Y.Doc()];
        for (const update of updates) expect(["apply", "empty"]).toContain(take(piecemeal, update));
        expect(["apply", "empty"]).toContain(take(whole, Y.encodeStateAsUpdate(doc)));
        for (const room of [piecemeal, whole]) {
          expect(Y.encodeStateVector(room)).toEqual(Y.encodeStateVector(doc));
          expect(settingsMap(room).toJSON()).toEqual(settingsMap(doc).toJSON());
        }
      }),
    );
  });

  test("is a gap while an earlier update is missing, and changes nothing meanwhile", () => {
    fc.assert(
      fc.property(edits, fc.nat(), (plan, pick) => {
        const { doc, updates } = device(plan);
        const missing = pick % updates.length;
        const room = new Y.Doc();
        updates.forEach((update, index) => {
          if (index === missing) return;
          expect(["apply", "empty", "gap"]).toContain(take(room, update));
          expect(hasPending(room)).toBe(false);
        });
        for (const update of updates.slice(missing)) take(room, update);
        expect(Y.encodeStateVector(room)).toEqual(Y.encodeStateVector(doc));
      }),
    );
  });
});

describe("[S4] a foreign update", () => {
  const alive = (items: Iterable<Y.Item>) => [...items].filter((item) => !item.deleted);
  const inList = function* (type: Y.AbstractType<unknown>): Generator<Y.Item> {
    for (let item = type._start; item; item = item.right) yield item;
  };
  /** Deleted content is a tombstone of any kind. Live content must fit the layout. */
  const nothingForeign = (room: Y.Doc): void => {
    expect(hasPending(room)).toBe(false);
    for (const [name, type] of room.share as Map<string, Y.AbstractType<unknown>>) {
      const kind = userRoomRoot(name);
      expect(kind).toBeDefined();
      const [listed, named] = [alive(inList(type)), alive(type._map.values())];
      expect(kind === "draft" ? named : listed).toEqual([]);
      for (const { content } of listed) expect(content).toBeInstanceOf(Y.ContentString);
      for (const value of named.flatMap(({ content }) => content.getContent() as unknown[])) {
        expect(value === null || ["string", "number", "boolean"].includes(typeof value)).toBe(true);
      }
    }
  };

  const flipped = fc
    .tuple(edits, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 2 }))
    .map(([plan, flips]) => {
      const bytes = Uint8Array.from(Y.encodeStateAsUpdate(device(plan).doc));
      for (const [at, value] of flips) bytes[at % bytes.length] = value;
      return bytes;
    });

  const draft = `draft.${conversations[0]}`;
  const values = fc.constantFrom<() => unknown>(
    ...[1, 1n, "x", null, undefined, true, {}, { a: 1 }, [], [[1]], new Uint8Array(2)].map(
      (value) => () => value,
    ),
    ...[Y.Map, Y.Text, Y.Array, Y.XmlText, Y.Doc].map((Type) => () => new Type()),
  );
  const deeds: ((doc: Y.Doc, root: string, value: unknown) => void)[] = [
    (doc, root) => doc.getText(root).insert(0, "ab"),
    (doc, root) => doc.getText(root).insert(0, "ab", { bold: true }),
    // Embeds are written as JSON, which has no big integers.
    (doc, root, value) =>
      doc.getText(root).insertEmbed(0, typeof value === "bigint" ? {} : (value as object)),
    (doc, root) => doc.getText(root).delete(0, doc.getText(root).length),
    (doc, root, value) => doc.getMap(root).set("k", value),
    (doc, root) => doc.getMap(root).delete("k"),
    (doc, root, value) => doc.getArray(root).push([value]),
  ];
  const strange = fc
    .array(
      fc.tuple(
        fc.constantFrom(...deeds),
        fc.constantFrom(draft, draft, "settings", "settings", "evil", "", "draft.x"),
        values,
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map((plan) => {
      const doc = new Y.Doc();
      for (const [deed, root, value] of plan) {
        try {
          deed(doc, root, value());
        } catch {
          // Yjs keeps a root's first type. The refused access is not in the bytes.
        }
      }
      return Y.encodeStateAsUpdate(doc);
    });

  test("never leaves content outside the room's layout, with any writes or flipped bits", () => {
    let applied = 0;
    fc.assert(
      fc.property(fc.oneof(flipped, strange), (update) => {
        const room = new Y.Doc();
        if (take(room, update) !== "apply") return;
        applied += 1;
        nothingForeign(room);
      }),
      { numRuns: 1_500, endOnFailure: true },
    );
    expect(applied).toBeGreaterThan(20);
  });

  test("of arbitrary bytes is judged without an error", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(judgeUserUpdate(new Y.Doc(), bytes)).toBeDefined();
      }),
      { numRuns: 1_000 },
    );
  });
});
