import { Observable, type Readable } from "../observable/index.js";

/** Callers that wait for the user's decision whether to load their chunk again. */
const waiting = new Set<(again: boolean) => void>();
const failed = new Observable(false);
/** Whether a chunk that the user requested failed to load; a toast shows it. */
export const chunkFailed: Readable<boolean> = failed;

/**
 * Loads the chunk for a click, such as a dialog's. If that fails, a toast offers to try again;
 * after a successful retry the click continues.
 * @returns undefined when the user dismissed the toast.
 */
export async function loadChunk<T>(load: () => Promise<T>): Promise<T | undefined> {
  for (;;) {
    try {
      return await load();
    } catch (error) {
      console.error(error);
      if (!(await askAgain())) return undefined;
    }
  }
}

/** Retries all failed chunks, or gives up if `again` is false. */
export function answerFailedChunks(again: boolean): void {
  const callers = [...waiting];
  waiting.clear();
  failed.set(false);
  for (const answer of callers) answer(again);
}

function askAgain(): Promise<boolean> {
  return new Promise((resolve) => {
    waiting.add(resolve);
    failed.set(true);
  });
}
