const ends = new Set<() => Promise<void>>();

/**
 * Registers a resource to close when the run is interrupted.
 * @returns a function that closes and unregisters it.
 */
export function onEnd(end: () => Promise<void>): () => Promise<void> {
  ends.add(end);
  return async () => {
    ends.delete(end);
    await end();
  };
}

/** Closes all remaining resources. */
export async function endAll(): Promise<void> {
  const left = [...ends];
  ends.clear();
  await Promise.allSettled(left.map((end) => end()));
}
