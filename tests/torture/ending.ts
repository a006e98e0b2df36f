const ends = new Set<() => Promise<void>>();

/** Says what to end when the run is interrupted. @returns ends it, and forgets it. */
export function ending(end: () => Promise<void>): () => Promise<void> {
  ends.add(end);
  return async () => {
    ends.delete(end);
    await end();
  };
}

/** Ends all that was not ended in its turn. */
export async function endAll(): Promise<void> {
  const left = [...ends];
  ends.clear();
  await Promise.allSettled(left.map((end) => end()));
}
