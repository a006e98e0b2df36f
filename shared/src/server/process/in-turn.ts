/** Says what ends something that was begun. */
export type Ending = (end: () => unknown) => void;

/**
 * Begins several things one after the other. `stop` ends them, the last one first; so does an
 * error on the way, and nothing is left running then.
 * @throws what `begin` throws.
 */
export async function beginInTurn<T extends object>(
  begin: (ending: Ending) => Promise<T>,
): Promise<T & { stop(): Promise<void> }> {
  const ends: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (const end of ends.splice(0).reverse()) {
      // One that cannot end leaves no other running.
      await Promise.resolve()
        .then(end)
        .catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  };
  try {
    return { ...(await begin((end) => void ends.push(end))), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
