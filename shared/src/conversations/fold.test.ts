import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import {
  advanceCursor,
  appendToTail,
  foldMarker,
  foldMessage,
  isOfMessage,
  observeTail,
  readTail,
  type Change,
  type StoredMessage,
  type MarkerRow,
} from "./index.js";

const author = "0190a1b2-0000-7000-8000-000000000001";
const text = (body: string) => ({ kind: "text" as const, body });

/** A history of one message: sent, then edited and deleted in any way; and markers that only rise. */
const histories = fc
  .array(fc.constantFrom("edit", "delete", "marker"), { maxLength: 8 })
  .map((kinds) => {
    const changes: Change[] = [
      {
        type: "message",
        id: "m",
        seq: 1,
        version: 1,
        at: 1,
        author,
        content: text("sent"),
        replyTo: "q",
      },
    ];
    for (const kind of kinds) {
      const version = changes.length + 1;
      const base = { version, at: version, author };
      if (kind === "marker") changes.push({ ...base, type: "marker", user: author, seq: version });
      else if (kind === "delete") changes.push({ ...base, type: "delete", id: "m" });
      else changes.push({ ...base, type: "edit", id: "m", content: text(`edit ${version}`) });
    }
    return changes;
  });

function foldAll(changes: readonly Change[]) {
  let message: StoredMessage | undefined;
  let marker: MarkerRow | undefined;
  for (const change of changes) {
    if (change.type === "marker") marker = foldMarker(marker, change);
    else if (isOfMessage(change)) message = foldMessage(message, change);
  }
  return { message, marker };
}

describe("a fold on a device", () => {
  test("[S3] gives the same state for any order and repetition of changes", () => {
    fc.assert(
      fc.property(
        histories.chain((changes) =>
          fc.tuple(
            fc.constant(changes),
            fc.shuffledSubarray([...changes, ...changes], { minLength: changes.length * 2 }),
          ),
        ),
        ([changes, shuffled]) => {
          const [inOrder, anyhow] = [foldAll(changes), foldAll(shuffled)];
          expect(anyhow.marker).toEqual(inOrder.marker);
          expect(anyhow.message).toMatchObject({
            seq: 1,
            author,
            at: 1,
            version: inOrder.message?.version,
            content: inOrder.message?.content ?? null,
          });
        },
      ),
    );
  });

  test("takes a pulled message of the version of a live change, because an earlier one may be missing", () => {
    const id = "0190a1b2-0000-7000-8000-000000000002";
    const row = { type: "message" as const, id, seq: 1, version: 1, author, at: 1 };
    const sent = foldMessage(undefined, { ...row, content: text("first") });
    // The edit of version 2 did not reach the device.
    const deleted = foldMessage(sent, { type: "delete", id, version: 3, author, at: 3 });
    const pulled = { ...row, version: 3, content: null, editedAt: 2, deletedAt: 3 };
    expect(foldMessage(deleted, pulled)).toEqual(pulled);
    expect(foldMessage(pulled, { type: "delete", id, version: 3, author, at: 3 })).toEqual(pulled);
  });

  test("[S10] a marker never goes back", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(50), fc.nat(50))), (moves) => {
        let marker: MarkerRow | undefined;
        for (const [seq, version] of moves) {
          const next = foldMarker(marker, { type: "marker", user: author, seq, version });
          expect(next.seq).toBeGreaterThanOrEqual(marker?.seq ?? 0);
          expect(next.version).toBeGreaterThanOrEqual(marker?.version ?? 0);
          marker = next;
        }
      }),
    );
  });

  test("moves the cursor over consecutive versions, never over a gap", () => {
    fc.assert(
      fc.property(fc.nat(20), fc.uniqueArray(fc.nat(40)), (cursor, versions) => {
        const { cursor: reached, gap } = advanceCursor(cursor, versions);
        for (let version = cursor + 1; version <= reached; version += 1) {
          expect(versions).toContain(version);
        }
        expect(gap).toBe(versions.some((version) => version > reached));
        expect(versions).not.toContain(reached + 1);
      }),
    );
  });
});

describe("a room's tail", () => {
  const change = (version: number, size: number): Change => ({
    type: "edit",
    id: "m",
    version,
    at: 1,
    author,
    content: text("é".repeat(size)),
  });
  const batches = fc.array(fc.array(fc.nat(300), { minLength: 1, maxLength: 6 }), {
    minLength: 1,
    maxLength: 12,
  });

  test("[S6] holds the newest changes within its bounds, as one sequence by one writer, for every reader", () => {
    const bounds = { tailChanges: 7, tailBytes: 2_000 };
    fc.assert(
      fc.property(batches, (plan) => {
        const [doc, follower] = [new Y.Doc(), new Y.Doc()];
        const seen: number[] = [];
        observeTail(follower, (appended) => seen.push(...appended.map(({ version }) => version)));
        const ownId = doc.clientID;
        let version = 0;
        for (const sizes of plan) {
          const changes = sizes.map((size) => change((version += 1), size));
          Y.applyUpdate(follower, appendToTail(doc, 42, changes, bounds));
          const tail = readTail(follower);
          expect(tail.at(-1)?.version).toBe(version);
          expect(tail.map((kept) => kept.version)).toEqual(
            tail.map((_, index) => version - tail.length + 1 + index),
          );
          const bytes = tail.reduce(
            (sum, kept) => sum + Buffer.byteLength(JSON.stringify(kept)),
            0,
          );
          expect(tail.length).toBeLessThanOrEqual(bounds.tailChanges);
          // One batch is kept completely, however large: no reader has received it yet.
          if (tail.length > sizes.length) expect(bytes).toBeLessThanOrEqual(bounds.tailBytes);
        }
        expect(readTail(follower)).toEqual(readTail(doc));
        expect([...Y.decodeStateVector(Y.encodeStateVector(doc)).keys()]).toEqual([42]);
        expect(doc.clientID).toBe(ownId);
        expect(seen).toEqual([...seen].sort((a, b) => a - b));
      }),
    );
  });
});
