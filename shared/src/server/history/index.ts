import { readLineage, type Database } from "../database/index.js";
import type { Logger } from "../logger/index.js";

/** A backup may be restored under a running process: for this long it may speak for the old history. */
const LOOK_MS = 1_000;

/** Which history this is, as the database says; it may become another while the process runs. */
export interface History {
  readonly lineage: string;
  /** Calls `listener` once it is another one: what is known of the old one is worth nothing. */
  onRenewed(listener: () => void): void;
  stop(): void;
}

/** Reads the lineage, and once a second whether it still is the same. */
export async function followHistory(database: Database, logger: Logger): Promise<History> {
  let lineage = await readLineage(database);
  let isLooking = false;
  const listeners: (() => void)[] = [];
  const look = async (): Promise<void> => {
    const now = await readLineage(database);
    if (now === lineage) return;
    lineage = now;
    logger.info({ lineage }, "the history is another one");
    for (const tell of listeners) tell();
  };
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    look()
      .catch((error: unknown) => {
        logger.warn({ err: error }, "the lineage cannot be read");
      })
      .finally(() => {
        isLooking = false;
      });
  }, LOOK_MS);
  return {
    get lineage() {
      return lineage;
    },
    onRenewed: (listener) => void listeners.push(listener),
    stop() {
      clearInterval(timer);
    },
  };
}
