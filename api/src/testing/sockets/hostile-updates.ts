import { newId } from "@rally/shared/ids";
import { draftText, settingsMap } from "@rally/shared/rooms";
import * as Y from "yjs";
import { frameOf } from "./raw-socket.js";

/** Updates that have stopped, filled or forged servers of Yjs documents. */
export interface HostileUpdate {
  what: string;
  update: Uint8Array;
  /** The close code in a user's room; undefined for a harmless update. */
  code: number | undefined;
}

const encoder = new TextEncoder();
const draft = `draft.${newId()}`;
const root = encoder.encode(draft);

const join = (parts: Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

/** A struct of one letter, written by hand: at the beginning of a root, or after `origin`. */
const letter = (origin?: [client: number, clock: number]): Uint8Array =>
  origin
    ? join([new Uint8Array([0x84]), frameOf(...origin, encoder.encode("x"))])
    : frameOf(4, 1, root, encoder.encode("x"));

function bytesOf(write: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc();
  doc.transact(() => write(doc));
  return Y.encodeStateAsUpdate(doc);
}

const whole = bytesOf((doc) => draftText(doc, newId()).insert(0, "a long and harmless text"));
const many = (count: number, part: (index: number) => Uint8Array) =>
  join(Array.from({ length: count }, (_, index) => part(index)));
const first = join([frameOf(1, 7, 0), letter()]);
const end = frameOf(0);
const deep = (levels: number): Uint8Array =>
  join([
    frameOf(1, 1, 7, 0, 0x28, 1, encoder.encode("settings"), encoder.encode("x"), 1),
    many(levels, () => new Uint8Array([117, 1])),
    new Uint8Array([126, 0]),
  ]);

export const hostileUpdates: HostileUpdate[] = [
  {
    what: "a clock far in the future",
    update: join([frameOf(1, 1, 7, 2 ** 40), letter(), end]),
    code: undefined,
  },
  {
    what: "a struct of 2^52 letters",
    update: frameOf(1, 1, 7, 0, 1, 1, root, 2 ** 52, 0),
    code: 4403,
  },
  {
    what: "a struct without letters",
    update: frameOf(1, 1, 7, 0, 4, 1, root, new Uint8Array(), 0),
    code: 4403,
  },
  {
    what: "garbage-collected structs of other clients",
    update: frameOf(1, 1, 7, 0, 0, 5, 0),
    code: 4403,
  },
  { what: "a truncated update", update: whole.slice(0, -5), code: 4403 },
  { what: "an update with trailing bytes", update: join([whole, new Uint8Array(9)]), code: 4403 },
  { what: "an update of format version 2", update: Y.convertUpdateFormatV1ToV2(whole), code: 4403 },
  {
    what: "a decompression bomb of format version 2",
    update: join([new Uint8Array([0, 0, 8, 1, 1, 0xff, 0xff, 0xff, 0xff, 0x7f]), whole]),
    code: 4403,
  },
  {
    what: "a subdocument",
    update: bytesOf((doc) => settingsMap(doc).set("x", new Y.Doc() as never)),
    code: 4403,
  },
  {
    what: "a root __proto__",
    update: bytesOf((doc) => doc.getMap("__proto__").set("x", 1)),
    code: 4403,
  },
  {
    what: "a key __proto__",
    update: bytesOf((doc) => settingsMap(doc).set("__proto__", "x")),
    code: undefined,
  },
  {
    what: "lists nested 100,000 deep",
    update: join([deep(100_000), new Uint8Array([0])]),
    code: 4403,
  },
  {
    what: "two clients whose letters wait for each other",
    update: join([frameOf(2, 1, 8, 0), letter([7, 0]), frameOf(1, 7, 0), letter([8, 0]), end]),
    code: 4403,
  },
  {
    what: "the same client twice",
    update: join([
      frameOf(3, 1, 7, 0),
      letter(),
      frameOf(1, 8, 0),
      letter([7, 0]),
      frameOf(1, 7, 1),
      letter([7, 0]),
      end,
    ]),
    code: 4403,
  },
  {
    what: "9,000 siblings of one client",
    update: join([frameOf(2, 9_000, 8, 0), many(9_000, () => letter([7, 0])), first, end]),
    code: 4403,
  },
  {
    what: "16,000 siblings of as many clients",
    update: join([
      frameOf(16_001),
      many(16_000, (index) => join([frameOf(1, 100 + index, 0), letter([7, 0])])),
      first,
      end,
    ]),
    code: 4409,
  },
  {
    what: "20,000 structs in a chain",
    update: join([
      join([frameOf(1, 20_000, 7, 0), letter()]),
      many(19_999, (index) => letter([7, index])),
      end,
    ]),
    code: 4409,
  },
  {
    what: "4,000 structs that alternate between two clients",
    update: join([
      frameOf(2, 2_000, 8, 0),
      many(2_000, (index) => letter([7, index])),
      join([frameOf(2_000, 7, 0), letter()]),
      many(1_999, (index) => letter([8, index])),
      end,
    ]),
    code: undefined,
  },
  {
    what: "60,000 deleted ranges",
    update: join([
      frameOf(1, 1, 7, 0, 4, 1, root, encoder.encode("x".repeat(120_000))),
      frameOf(1, 7, 60_000),
      many(60_000, (index) => frameOf(index * 2, 1)),
    ]),
    code: 4413,
  },
  {
    what: "20,000 deleted ranges",
    update: join([
      frameOf(1, 1, 7, 0, 4, 1, root, encoder.encode("x".repeat(40_000))),
      frameOf(1, 7, 20_000),
      many(20_000, (index) => frameOf(index * 2, 1)),
    ]),
    code: 4409,
  },
  {
    what: "one range deleted 20,000 times",
    update: join([
      frameOf(1, 1, 7, 0, 4, 1, root, encoder.encode("x".repeat(1_000))),
      frameOf(1, 7, 20_000),
      many(20_000, () => frameOf(0, 1_000)),
    ]),
    code: 4409,
  },
  { what: "2^40 declared structs without data", update: frameOf(1, 2 ** 40, 7, 0), code: 4403 },
  { what: "2^40 declared clients without data", update: frameOf(2 ** 40), code: 4403 },
  {
    what: "letters with a client id of another server",
    update: join([frameOf(1, 1, 2 ** 33, 0), letter(), end]),
    code: 4409,
  },
];
