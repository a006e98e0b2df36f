import * as z from "zod/mini";

const presence = z.enum(["online", "away", "offline"]);

/**
 * What processes tell each other. Every one is a hint: what matters is in PostgreSQL, and a lost
 * hint only costs the time until the next poll. Others may share the line, so that what comes from
 * it is held to these schemas.
 */
export const hintSchemas = {
  /**
   * A conversation's room was written. `bytes`: the Yjs update `number` of the document `epoch`, in
   * base64, where the line could carry it; without them it is read from PostgreSQL. `losses`: the
   * permissions lost before its commit, whose sockets must be closed before it is sent to any; without it
   * the receiver reads which they are.
   */
  moved: z.object({
    conversation: z.string(),
    version: z.int(),
    number: z.int(),
    epoch: z.optional(z.int()),
    losses: z.optional(z.int()),
    bytes: z.optional(z.string()),
  }),
  /** A user's room was written. */
  drafted: z.object({ user: z.string(), number: z.int() }),
  /** Rows of a user moved, for instance a conversation that they are now in. */
  user: z.object({ user: z.string(), version: z.int(), joined: z.optional(z.string()) }),
  /** A session ended: its sockets close. */
  sessionEnded: z.object({ session: z.string() }),
  /** A user is no member any more: their sockets in that room close. */
  membershipLost: z.object({ conversation: z.string(), user: z.string() }),
  /** One has blocked the other, or does not any more: what they see of each other changes. */
  blocked: z.object({ by: z.string(), user: z.string() }),
  /**
   * What changed in the awareness states that one process has in one room; a null state left. All
   * are said again every 15 s, a few at a time so that each hint stays small, and one that is not
   * said for 40 s is gone. In a large room one state `{count}` says how many, in place of who.
   */
  awareness: z.object({
    room: z.string(),
    states: z.array(z.tuple([z.number(), z.unknown()])),
  }),
  /**
   * Whether a user is here, as one process has it: `presence` for others to see, and in `devices`
   * what is so, which those who appear offline tell servers alone; absent from processes that do not know of it yet.
   */
  presence: z.object({ user: z.string(), presence, devices: z.optional(presence) }),
  /** A user chose how they are seen: their row tells. */
  appearance: z.object({ user: z.string() }),
  /** Who knows of these users should say so. */
  presenceAsked: z.object({ users: z.array(z.string()) }),
} as const;

export type Hints = { [T in keyof typeof hintSchemas]: z.infer<(typeof hintSchemas)[T]> };
export type Topic = keyof Hints;

/** A hint on the line, after its topic. */
export type Spoken = { [T in Topic]: readonly [topic: T, hint: Hints[T]] }[Topic];

/**
 * Said by the bus itself when it was cut off and is back: everyone says again what is ephemeral,
 * for it may have been missed, in either direction.
 */
export const BACK = "back";
export type Back = readonly [typeof BACK, null];

/** One message on the line: who speaks, and what was said within a few milliseconds. */
const messageSchema = z.tuple([z.string(), z.array(z.tuple([z.string(), z.unknown()]))]);

/** What a message says; undefined when it is none of ours. */
export function readMessage(
  payload: string,
): { from: string; spoken: [string, unknown][] } | undefined {
  const parsed = z.safeParse(messageSchema, asJson(payload));
  return parsed.success ? { from: parsed.data[0], spoken: parsed.data[1] } : undefined;
}

/** A hint held to its topic's schema; undefined for what does not fit, or a newer Rally's topic. */
export function readHint([topic, hint]: [string, unknown]): Spoken | undefined {
  if (!Object.hasOwn(hintSchemas, topic)) return undefined;
  const parsed = z.safeParse(hintSchemas[topic as Topic], hint);
  return parsed.success ? ([topic, parsed.data] as unknown as Spoken) : undefined;
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // which is no message either
  }
}
