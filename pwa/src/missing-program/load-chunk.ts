import { Observable, type Readable } from "../observable/index.js";

/** Callers that wait for the user to say whether to load their chunk again. */
const waiting = new Set<(again: boolean) => void>();
const failed = new Observable(false);
/** Whether something that the user asked for could not be loaded; a toast says so. */
export const chunkFailed: Readable<boolean> = failed;

/**
 * Loads the chunk that a click needs, such as a dialog's. When that fails the toast says so and
 * offers to try again; the click then goes on where it was.
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

/** Loads again all that failed, or with `again` false gives it up. */
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
