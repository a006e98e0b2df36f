import { v5, v7, validate } from "uuid";
import * as z from "zod/mini";

/** The namespace of derived ids. It must never change. */
const RALLY_NAMESPACE = "8b6d9f2e-4c1a-5e7b-9a3f-2d1c0b9e8f7a";

/**
 * The world chat has the same id on every server. It is the UUIDv5 of `conversation.world`,
 * precomputed because hashing would delay each start of the app.
 */
export const WORLD_CONVERSATION_ID = "4009a88a-14de-53b6-bcb7-c128f6088709";

/** The id of no user and no row. */
export const NIL_ID = "00000000-0000-0000-0000-000000000000";

/** A new time-ordered id (UUIDv7, RFC 9562), lower case. */
export function newId(): string {
  return v7();
}

/** The first id that `newId` can make at a time in milliseconds since the epoch. */
export function firstIdAt(time: number): string {
  const digits = time.toString(16).padStart(12, "0");
  return `${digits.slice(0, 8)}-${digits.slice(8)}-7000-8000-000000000000`;
}

/** Whether `value` is a UUID in canonical, lower-case form. */
export function isId(value: unknown): value is string {
  return typeof value === "string" && validate(value) && value === value.toLowerCase();
}

/**
 * The id of the two-person conversation of `a` and `b` in any order: the UUIDv5 of the sorted user
 * ids, so that its first message can be written offline.
 */
export function directConversationId(a: string, b: string): string {
  return v5(`conversation.direct:${[a, b].sort().join(":")}`, RALLY_NAMESPACE);
}

/** The id of step `index` of a user's command that runs others, so that a second attempt repeats none. */
export function stepCommandId(userId: string, commandId: string, index: number): string {
  return v5(`command.step:${userId}:${commandId}:${index}`, RALLY_NAMESPACE);
}

/** A canonical, lower-case UUID. */
export const idSchema = z.string().check(
  z.refine((value: string) => isId(value), {
    error: "format",
    abort: true,
  }),
);

/** Ids in a query string, one parameter for each: `id=…&id=…`; the route names it in `repeats`. */
export function idListSchema(most: number) {
  return z.pipe(
    z.transform((given: unknown) => (typeof given === "string" ? [given] : given)),
    z.array(idSchema).check(z.maxLength(most)),
  );
}

/** Comma-separated ids in one parameter, as older clients send them. */
export function joinedIdsSchema(most: number) {
  return z.pipe(
    z.pipe(
      z.string().check(z.maxLength(most * 37)),
      z.transform((text: string) => text.split(",")),
    ),
    z.array(idSchema).check(z.maxLength(most)),
  );
}
