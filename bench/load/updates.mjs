import * as encoding from "lib0/encoding";
import { newId } from "@rally/shared/ids";

const SYNC = 0;
const [STEP_1, UPDATE] = [0, 2];
const [CONTENT_JSON, CONTENT_ANY, HAS_LEFT] = [2, 8, 0x80];
/**
 * Yjs merges neighbouring items of one kind into one array, which it copies on each merge. In a
 * real chat other writers' messages separate them. Here every 64th entry is of the other kind, so
 * that peers do not copy ever longer arrays.
 */
const RUN = 64;

/**
 * The text of a message: the same for every system, 120 characters, made from writer and number.
 */
export const bodyOf = (writer, number) =>
  `${writer}:${number} the court is free at six so bring both rackets and we play until it rains or somebody wins twice`.padEnd(
    120,
    ".",
  );

/** Reads writer and number back from a text made by `bodyOf`. */
export function partsOf(body) {
  const [writer, number] = body.split(" ", 1)[0].split(":").map(Number);
  return { writer, number };
}

/**
 * The log entry as Rally's server writes it. The peers' clients write the same fields themselves.
 */
export const entryOf = (writer, number, author) => ({
  type: "message",
  id: newId(),
  author,
  content: { kind: "text", body: bodyOf(writer, number) },
  version: number + 1,
  seq: number + 1,
  at: Date.now(),
});

/** The Yjs client id of a peer's writer. */
export const clientOf = (writer) => 1_000_000_000 + writer;

/**
 * Encodes the update (V1) that pushing one entry onto the array `log` makes: one item after the
 * writer's last one. The bytes are those of a stock client, without a document to encode them from.
 */
export function updateOf(writer, number, entry) {
  const encoder = encoding.createEncoder();
  const kind = number % RUN === RUN - 1 ? CONTENT_JSON : CONTENT_ANY;
  encoding.writeVarUint(encoder, 1); // one client
  encoding.writeVarUint(encoder, 1); // one struct
  encoding.writeVarUint(encoder, clientOf(writer));
  encoding.writeVarUint(encoder, number);
  if (number === 0) {
    encoding.writeUint8(encoder, kind);
    encoding.writeVarUint(encoder, 1); // the parent is a root type
    encoding.writeVarString(encoder, "log");
  } else {
    encoding.writeUint8(encoder, kind | HAS_LEFT);
    encoding.writeVarUint(encoder, clientOf(writer));
    encoding.writeVarUint(encoder, number - 1);
  }
  encoding.writeVarUint(encoder, 1);
  if (kind === CONTENT_JSON) encoding.writeVarString(encoder, JSON.stringify(entry));
  else encoding.writeAny(encoder, entry);
  encoding.writeVarUint(encoder, 0); // empty delete set
  return encoding.toUint8Array(encoder);
}

/** @param {string | undefined} name the document name that Hocuspocus puts before each frame */
function framed(name, write) {
  const encoder = encoding.createEncoder();
  if (name !== undefined) encoding.writeVarString(encoder, name);
  write(encoder);
  return encoding.toUint8Array(encoder);
}

export const updateFrame = (update, name) =>
  framed(name, (encoder) => {
    encoding.writeVarUint(encoder, SYNC);
    encoding.writeVarUint(encoder, UPDATE);
    encoding.writeVarUint8Array(encoder, update);
  });

/** The sync step 1 of an empty document, which requests everything. */
export const emptyStep1 = (name) =>
  framed(name, (encoder) => {
    encoding.writeVarUint(encoder, SYNC);
    encoding.writeVarUint(encoder, STEP_1);
    encoding.writeVarUint8Array(encoder, new Uint8Array([0]));
  });

/** Hocuspocus requires a token before anything else; any token will do here. */
export const hocuspocusAuth = (name) =>
  framed(name, (encoder) => {
    encoding.writeVarUint(encoder, 2);
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarString(encoder, "anyone");
  });

/** Number of bytes before a frame's kind. */
export const prefixOf = (name) => framed(name, () => undefined).length;
