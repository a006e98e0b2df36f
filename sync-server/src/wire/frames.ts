import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";

/** The message types of y-websocket, and of y-protocols/sync within the first. */
const SYNC = 0;
const AWARENESS = 1;
const QUERY_AWARENESS = 3;
const STEP_1 = 0;
const STEP_2 = 1;
const UPDATE = 2;

/**
 * A client's parsed frame. `bad`: not a frame of the protocol, or with bytes left over. `excess`: a
 * step 1 whose state vector lists more clients than any replica of the room has.
 */
export type ClientFrame =
  | { type: "step1"; stateVector: Uint8Array; claimed: Map<number, number> }
  | { type: "excess" }
  | { type: "update"; bytes: Uint8Array }
  | { type: "awareness"; bytes: Uint8Array }
  | { type: "queryAwareness" }
  | { type: "bad" };

/**
 * Reads one frame. A frame that looks like a write counts as one, even when the rest is broken.
 * @param mostClients clients that a state vector may list. A longer one is not read.
 */
export function readFrame(data: Uint8Array, mostClients: number): ClientFrame {
  const decoder = decoding.createDecoder(data);
  try {
    const frame = readBody(decoder, mostClients);
    if (decoding.hasContent(decoder)) return { type: "bad" };
    return frame;
  } catch {
    // lib0 throws on a truncated frame. The peer caused this error, not the server.
    return { type: "bad" };
  }
}

function readBody(decoder: decoding.Decoder, mostClients: number): ClientFrame {
  switch (decoding.readVarUint(decoder)) {
    case SYNC:
      switch (decoding.readVarUint(decoder)) {
        case STEP_1: {
          const stateVector = decoding.readVarUint8Array(decoder);
          const claimed = readStateVector(stateVector, mostClients);
          return claimed ? { type: "step1", stateVector, claimed } : { type: "excess" };
        }
        case STEP_2:
        case UPDATE:
          return { type: "update", bytes: decoding.readVarUint8Array(decoder) };
        default:
          return { type: "bad" };
      }
    case AWARENESS:
      return { type: "awareness", bytes: decoding.readVarUint8Array(decoder) };
    case QUERY_AWARENESS:
      return { type: "queryAwareness" };
    default:
      return { type: "bad" };
  }
}

/**
 * Reads a state vector of at most `most` clients. 256 KB can list 60,000, and a map of them blocks
 * the event loop for tens of milliseconds [S12].
 * @returns undefined for a longer one, after reading only the length.
 * @throws lib0's error for a truncated one.
 */
function readStateVector(bytes: Uint8Array, most: number): Map<number, number> | undefined {
  const decoder = decoding.createDecoder(bytes);
  const count = decoding.readVarUint(decoder);
  if (count > most) return undefined;
  const clocks = new Map<number, number>();
  for (let index = 0; index < count; index += 1) {
    const client = decoding.readVarUint(decoder);
    clocks.set(client, decoding.readVarUint(decoder));
  }
  return clocks;
}

/** Whether a frame is of the sync protocol and not a step 1, even when the rest is broken. */
export function isWrite(data: Uint8Array): boolean {
  const decoder = decoding.createDecoder(data);
  try {
    if (decoding.readVarUint(decoder) !== SYNC) return false;
    if (decoding.readVarUint(decoder) !== STEP_1) return true;
    decoding.readVarUint8Array(decoder);
    return decoding.hasContent(decoder);
  } catch {
    // Truncated within a step 1: broken, but not a write.
    return false;
  }
}

function frame(type: number, subtype: number | undefined, bytes: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, type);
  if (subtype !== undefined) encoding.writeVarUint(encoder, subtype);
  encoding.writeVarUint8Array(encoder, bytes);
  return encoding.toUint8Array(encoder);
}

export const step1Frame = (stateVector: Uint8Array): Uint8Array => frame(SYNC, STEP_1, stateVector);
export const step2Frame = (update: Uint8Array): Uint8Array => frame(SYNC, STEP_2, update);
export const updateFrame = (update: Uint8Array): Uint8Array => frame(SYNC, UPDATE, update);
export const awarenessFrame = (states: Uint8Array): Uint8Array =>
  frame(AWARENESS, undefined, states);

/**
 * The first awareness id that the server assigns. Clients draw 32-bit ids, so the server can tell a
 * client's own state from its echoes of others.
 */
export const ASSIGNED_IDS = 2 ** 32;

/**
 * One client's awareness, with a clock that only rises. A null state means that the client left.
 */
export interface AwarenessEntry {
  client: number;
  clock: number;
  state: unknown;
}

export function encodeAwareness(entries: readonly AwarenessEntry[]): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, entries.length);
  for (const { client, clock, state } of entries) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarString(encoder, JSON.stringify(state));
  }
  return encoding.toUint8Array(encoder);
}

/**
 * Reads at most `most` entries of an awareness update and ignores the peers' clocks.
 * @returns undefined when the update is broken, longer, no JSON, or has bytes left over.
 */
export function decodeAwareness(
  bytes: Uint8Array,
  most: number,
): { client: number; state: unknown }[] | undefined {
  const decoder = decoding.createDecoder(bytes);
  try {
    const count = decoding.readVarUint(decoder);
    if (count > most) return undefined;
    const entries = [];
    for (let index = 0; index < count; index += 1) {
      const client = decoding.readVarUint(decoder);
      decoding.readVarUint(decoder);
      const state: unknown = JSON.parse(decoding.readVarString(decoder));
      entries.push({ client, state });
    }
    return decoding.hasContent(decoder) ? undefined : entries;
  } catch {
    // Truncated or no JSON: handled like any other broken update.
    return undefined;
  }
}
