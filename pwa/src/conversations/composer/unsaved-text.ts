const storageKey = (userId: string, name: string): string => `rally.unsaved.${userId}.${name}`;

/** Stores text for the next page synchronously: an unload aborts transactions of IndexedDB. */
export function storeUnsavedText(userId: string, name: string, value: unknown): void {
  try {
    localStorage.setItem(storageKey(userId, name), JSON.stringify({ value }));
  } catch (error) {
    // The quota is exceeded, and the page is closing, so it cannot show that.
    reportError(error);
  }
}

/** @returns the text stored by an earlier page; `value` is undefined if it was deleted. */
export function readUnsavedText(userId: string, name: string): { value?: unknown } | undefined {
  const left = localStorage.getItem(storageKey(userId, name));
  return left === null ? undefined : (JSON.parse(left) as { value?: unknown });
}

/** Call it when IndexedDB has this value or a newer one. */
export function forgetUnsavedText(userId: string, name: string): void {
  localStorage.removeItem(storageKey(userId, name));
}
