import { newId } from "@rally/shared/ids";
import * as z from "zod/mini";

/** A part of the user's room that a page had no time to store as it went. */
export interface Unstored {
  generation: string;
  update: Uint8Array;
}

const leftSchema = z.object({
  generation: z.string(),
  update: z.array(z.int().check(z.minimum(0), z.maximum(255))),
});

const prefix = (userId: string): string => `rally.unstored.${userId}.`;

/** Leaves it where a page that goes can still write: `localStorage` does it at once. */
export function leaveUnstored(userId: string, { generation, update }: Unstored): void {
  const text = JSON.stringify({ generation, update: [...update] });
  try {
    localStorage.setItem(prefix(userId) + newId(), text);
  } catch (error) {
    // There is no room for it, and nobody left to be told.
    reportError(error);
  }
}

/** What pages left, by its key, until `forgetUnstored`; what cannot be read is left out. */
export function readUnstored(userId: string): Map<string, Unstored> {
  const left = new Map<string, Unstored>();
  for (const key of keysOf(userId)) {
    try {
      const { generation, update } = leftSchema.parse(JSON.parse(localStorage.getItem(key) ?? ""));
      left.set(key, { generation, update: Uint8Array.from(update) });
    } catch (error) {
      reportError(error);
      localStorage.removeItem(key);
    }
  }
  return left;
}

/** Once it is stored, or its user has signed out. */
export function forgetUnstored(userId: string, keys: Iterable<string> = keysOf(userId)): void {
  for (const key of keys) localStorage.removeItem(key);
}

function keysOf(userId: string): string[] {
  const keys = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index));
  return keys.flatMap((key) => (key?.startsWith(prefix(userId)) ? [key] : []));
}
