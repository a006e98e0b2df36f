const turns = new Map<string, Promise<unknown>>();

/**
 * Runs `work` while no other tab, nor the service worker, runs work of the same name.
 * @param stealAfterMs milliseconds to wait before taking the lock from its holder, because a tab that
 * the system froze may never release it. Only for work that may safely run twice at once.
 */
export async function exclusive<T>(
  name: string,
  work: () => Promise<T>,
  stealAfterMs?: number,
): Promise<T> {
  // Over plain HTTP on a LAN address there is no Web Locks API; calls of this tab still take turns.
  if (!globalThis.navigator?.locks) return inTurn(name, work);
  if (stealAfterMs === undefined) return navigator.locks.request(name, work);
  let running: Promise<T> | undefined;
  const start = (): Promise<T> => (running = work());
  try {
    return await navigator.locks.request(
      name,
      { signal: AbortSignal.timeout(stealAfterMs) },
      start,
    );
  } catch (error) {
    // Another tab stole the lock, but this tab is not frozen: its work continues.
    if (running) return running;
    if (!(error instanceof DOMException) || error.name !== "TimeoutError") throw error;
    return navigator.locks.request(name, { steal: true }, start);
  }
}

async function inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
  const before = turns.get(name) ?? Promise.resolve();
  const turn = before.then(work, work);
  const settled = turn.then(
    () => undefined,
    () => undefined,
  );
  turns.set(name, settled);
  try {
    return await turn;
  } finally {
    if (turns.get(name) === settled) turns.delete(name);
  }
}
