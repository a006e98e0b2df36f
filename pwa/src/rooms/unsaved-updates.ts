import { newId } from "@rally/shared/ids";
import * as z from "zod/mini";

/** An update of the user's room that a page had no time to store when it was closed. */
export interface UnsavedUpdates {
  generation: string;
  update: Uint8Array;
}

const unsavedSchema = z.object({
  generation: z.string(),
  update: z.array(z.int().check(z.minimum(0), z.maximum(255))),
});

const prefix = (userId: string): string => `rally.unstored.${userId}.`;

/** Stores it in `localStorage`, which is written synchronously while a page is closed. */
export function storeUnsavedUpdates(userId: string, { generation, update }: UnsavedUpdates): void {
  const text = JSON.stringify({ generation, update: [...update] });
  try {
    localStorage.setItem(prefix(userId) + newId(), text);
  } catch (error) {
    // There is no space, and the page is already closing.
    reportError(error);
  }
}

/** The updates that closed pages left, by key; unreadable ones are skipped. */
export function readUnsavedUpdates(userId: string): Map<string, UnsavedUpdates> {
  const left = new Map<string, UnsavedUpdates>();
  for (const key of keysOf(userId)) {
    try {
      const { generation, update } = unsavedSchema.parse(
        JSON.parse(localStorage.getItem(key) ?? ""),
      );
      left.set(key, { generation, update: Uint8Array.from(update) });
    } catch (error) {
      reportError(error);
      localStorage.removeItem(key);
    }
  }
  return left;
}

/** Deletes them, once they are stored or the user has signed out. */
export function forgetUnsavedUpdates(
  userId: string,
  keys: Iterable<string> = keysOf(userId),
): void {
  for (const key of keys) localStorage.removeItem(key);
}

function keysOf(userId: string): string[] {
  const keys = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index));
  return keys.flatMap((key) => (key?.startsWith(prefix(userId)) ? [key] : []));
}
