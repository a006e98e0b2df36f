import fc from "fast-check";
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { readSyncMessage } from "y-protocols/sync";
import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import {
  decodeAwareness,
  encodeAwareness,
  isWrite,
  readFrame,
  step1Frame,
  step2Frame,
} from "./index.js";

const letters = new Y.Doc();
letters.getText("t").insert(0, "hello");
const update = Y.encodeStateAsUpdate(letters);

/**
 * Frames close to the protocol: known types with any payload and any encoding, and random bytes.
 */
const spelled = (value: number, padding: number): number[] =>
  padding === 0 ? [value] : [0x80 | value, ...Array<number>(padding - 1).fill(0x80), 0];
const varint = fc.tuple(fc.nat(5), fc.nat(2)).map(([value, padding]) => spelled(value, padding));
const payload = fc.oneof(
  fc.constant([update.length, ...update]),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => [bytes.length, ...bytes]),
);
const nearFrames = fc
  .tuple(fc.array(fc.oneof(varint, payload), { maxLength: 6 }), fc.uint8Array({ maxLength: 4 }))
  .map(([parts, rest]) => new Uint8Array([...parts.flat(), ...rest]));
const writing = fc
  .tuple(fc.nat(2), fc.constantFrom(1, 2), fc.nat(2), nearFrames)
  .map(
    ([padding, step, morePadding, rest]) =>
      new Uint8Array([
        ...spelled(0, padding),
        ...spelled(step, morePadding),
        ...[update.length, ...update],
        ...rest,
      ]),
  );
const asking = nearFrames.map(
  (rest) => new Uint8Array([...step1Frame(new Uint8Array([0])), ...rest]),
);
const frames = fc.oneof(writing, asking, nearFrames, fc.uint8Array({ maxLength: 60 }));

/** Whether y-protocols itself, as other servers use it, changes a document by a frame. */
function changesADocument(frame: Uint8Array): boolean {
  const doc = new Y.Doc();
  let changed = false;
  doc.on("update", () => (changed = true));
  try {
    const decoder = decoding.createDecoder(frame);
    while (decoding.hasContent(decoder) && decoding.readVarUint(decoder) === 0) {
      readSyncMessage(decoder, encoding.createEncoder(), doc, null);
    }
  } catch {
    // The input is no frame, but changes made before the error count.
  }
  return changed;
}

describe("a client's frame", () => {
  test("[S4] that would change a document is always read as a write", () => {
    let writes = 0;
    fc.assert(
      fc.property(frames, (frame) => {
        if (!changesADocument(frame)) return;
        writes += 1;
        const { type } = readFrame(frame, 8);
        expect(type === "update" || (type === "bad" && isWrite(frame))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
    expect(writes).toBeGreaterThan(50);
  });

  test("of arbitrary bytes is read without an error", () => {
    fc.assert(
      fc.property(frames, (frame) => {
        expect(["step1", "excess", "update", "awareness", "queryAwareness", "bad"]).toContain(
          readFrame(frame, 8).type,
        );
        expect(typeof isWrite(frame)).toBe("boolean");
      }),
      { numRuns: 2_000 },
    );
  });

  test("[S12] with too many clients in its state vector is refused by their number alone", () => {
    const listing = (count: number, bytes: number[]) =>
      step1Frame(new Uint8Array([count, ...bytes]));
    expect(readFrame(listing(2, [1, 5, 2, 6]), 2)).toMatchObject({
      claimed: new Map([[1, 5], [2, 6]]), // prettier-ignore
    });
    // The bytes after the number are missing: reading on would make it a bad frame.
    expect(readFrame(listing(3, []), 2)).toEqual({ type: "excess" });
    expect(readFrame(listing(2, []), 2)).toEqual({ type: "bad" });
  });

  test("from an honest client is read with its type", () => {
    const vector = Y.encodeStateVector(letters);
    expect(readFrame(step1Frame(vector), 1)).toMatchObject({ type: "step1", stateVector: vector });
    expect(readFrame(step2Frame(update), 1)).toMatchObject({ type: "update", bytes: update });
    expect(isWrite(step1Frame(vector))).toBe(false);
  });
});

describe("awareness", () => {
  const entry = fc.record({
    client: fc.nat(),
    clock: fc.nat(),
    state: fc.oneof(fc.constant(null), fc.dictionary(fc.string(), fc.boolean())),
  });

  test("keeps its content when encoded and decoded", () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 4 }), (entries) => {
        expect(decodeAwareness(encodeAwareness(entries), 4)).toMatchObject(
          entries.map(({ client, state }) => ({ client, state })),
        );
      }),
    );
  });

  test("of too many clients or of arbitrary bytes is refused without an error", () => {
    const five = Array.from({ length: 5 }, (_, client) => ({ client, clock: 1, state: {} }));
    expect(decodeAwareness(encodeAwareness(five), 4)).toBeUndefined();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const entries = decodeAwareness(bytes, 4);
        expect(entries === undefined || entries.length <= 4).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
