import * as z from "zod/mini";

const presence = z.enum(["online", "away", "offline"]);

/**
 * Messages between processes. Each is only a hint: PostgreSQL holds the state, and a lost hint only
 * delays a change until the next poll. Other software may publish on the same channel, so every
 * received hint is validated by these schemas.
 */
export const hintSchemas = {
  /**
   * A conversation's room was written. `bytes`: the Yjs update `number` of the document `epoch`, in
   * base64, when it fits; otherwise receivers read it from PostgreSQL. `losses`: the permissions
   * lost before the commit; receivers close the affected sockets before they broadcast the update.
   * Without `losses` receivers read them from PostgreSQL.
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
  /** Rows of a user changed, for instance because the user joined a conversation. */
  user: z.object({ user: z.string(), version: z.int(), joined: z.optional(z.string()) }),
  /** A session ended; receivers close its sockets. */
  sessionEnded: z.object({ session: z.string() }),
  /** The banned addresses changed; receivers read them again, and close sockets from there. */
  addressBans: z.object({}),
  /** The server's emoji or stickers changed. */
  expressions: z.object({ revision: z.int() }),
  /**
   * A user is no longer a member, or without `user` all members of a conversation that was deleted;
   * receivers close their sockets in that room.
   */
  membershipLost: z.object({ conversation: z.string(), user: z.optional(z.string()) }),
  /** A block between two users was added or removed, which changes what they see of each other. */
  blocked: z.object({ by: z.string(), user: z.string() }),
  /**
   * Changes in the awareness states that one process holds for one room; a null state was removed.
   * Every state is published again every 15 s, a few at a time to keep each hint small, and expires
   * after 40 s. In a large room one state `{count}` replaces the individual states.
   */
  awareness: z.object({
    room: z.string(),
    states: z.array(z.tuple([z.number(), z.unknown()])),
  }),
  /**
   * Whether a user is online, according to one process: `presence` as other users see it; `devices`
   * as it is, including users who appear offline, for servers only. Older processes omit `devices`.
   */
  presence: z.object({ user: z.string(), presence, devices: z.optional(presence) }),
  /** A user changed the presence settings; receivers read the user's row. */
  appearance: z.object({ user: z.string() }),
  /** Asks processes to publish the presence of these users. */
  presenceAsked: z.object({ users: z.array(z.string()) }),
} as const;

export type Hints = { [T in keyof typeof hintSchemas]: z.infer<(typeof hintSchemas)[T]> };
export type Topic = keyof Hints;

/** A hint in a message, after its topic. */
export type HintMessage = { [T in Topic]: readonly [topic: T, hint: Hints[T]] }[Topic];

/**
 * Published by the bus itself after a reconnection: processes publish ephemeral state again,
 * because hints may have been lost in either direction.
 */
export const BACK = "back";
export type Back = readonly [typeof BACK, null];

/** One message: the publisher's id and the hints of a few milliseconds. */
const messageSchema = z.tuple([z.string(), z.array(z.tuple([z.string(), z.unknown()]))]);

/** Parses a message; undefined when it is not a valid one. */
export function readMessage(
  payload: string,
): { from: string; spoken: [string, unknown][] } | undefined {
  const parsed = z.safeParse(messageSchema, asJson(payload));
  return parsed.success ? { from: parsed.data[0], spoken: parsed.data[1] } : undefined;
}

/**
 * Validates a hint by its topic's schema; undefined when it is invalid, or when its topic is
 * unknown (a newer version).
 */
export function readHint([topic, hint]: [string, unknown]): HintMessage | undefined {
  if (!Object.hasOwn(hintSchemas, topic)) return undefined;
  const parsed = z.safeParse(hintSchemas[topic as Topic], hint);
  return parsed.success ? ([topic, parsed.data] as unknown as HintMessage) : undefined;
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // also not a valid message
  }
}
