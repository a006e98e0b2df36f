/** Registers the stop function of a started resource. */
export type OnStop = (end: () => unknown) => void;

/**
 * Starts several resources in order. `stop` stops them in reverse order; so does an error during
 * the start, which leaves nothing running.
 * @throws the error of `begin`.
 */
export async function startInOrder<T extends object>(
  begin: (ending: OnStop) => Promise<T>,
): Promise<T & { stop(): Promise<void> }> {
  const ends: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (const end of ends.splice(0).reverse()) {
      // A failure to stop one resource does not prevent stopping the others.
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
