import fc from "fast-check";
import { expect, test } from "vitest";
import * as Y from "yjs";
import { newId } from "../ids/index.js";
import { appendToTail, readTail, type Change } from "./index.js";

const EPOCH = 7;
const bounds = { tailChanges: 5, tailBytes: 1_500 };
let version = 0;

function message(body: string): Change {
  version += 1;
  const said = { content: { kind: "text" as const, body }, author: newId(), at: version };
  return { type: "message", id: newId(), seq: version, version, ...said };
}

/** The longest end within the bounds, but never less than what is new. */
function expected(before: readonly Change[], added: readonly Change[]): Change[] {
  const all = [...before, ...added];
  const weigh = (changes: readonly Change[]): number =>
    changes.reduce((sum, change) => sum + Buffer.byteLength(JSON.stringify(change)), 0);
  while (
    all.length > added.length &&
    (all.length > bounds.tailChanges || weigh(all) > bounds.tailBytes)
  ) {
    all.shift();
  }
  return all;
}

const text = fc.string({ unit: "binary", maxLength: 300 });
/** What is appended at once, on which of two servers; the other hears of it before the next. */
const schedule = fc.array(
  fc.record({ server: fc.nat(1), texts: fc.array(text, { minLength: 1, maxLength: 4 }) }),
  { minLength: 1, maxLength: 20 },
);

test("a tail holds as many of the newest changes as its bounds allow, on either of two servers", () => {
  fc.assert(
    fc.property(schedule, (steps) => {
      const docs = [new Y.Doc(), new Y.Doc()] as const;
      for (const { server, texts } of steps) {
        const [here, there] = server === 0 ? docs : ([docs[1], docs[0]] as const);
        const added = texts.map(message);
        const tail = expected(readTail(here), added);
        Y.applyUpdate(there, appendToTail(here, EPOCH, added, bounds));
        expect(readTail(here)).toEqual(tail);
        expect(readTail(there)).toEqual(tail);
      }
    }),
    { numRuns: 300 },
  );
});
