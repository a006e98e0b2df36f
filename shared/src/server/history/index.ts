import { readLineage, type Database } from "../database/index.js";
import type { Logger } from "../logger/index.js";

/** How long the cached lineage stays valid; a backup may be restored under a running process. */
const POLL_MS = 1_000;

/** The lineage of the database, which may change while the process runs. */
export interface History {
  readonly lineage: string;
  /** Calls `listener` when the lineage changes; state read before is then invalid. */
  onRenewed(listener: () => void): void;
  stop(): void;
}

/** Reads the lineage, then checks once a second whether it changed. */
export async function followHistory(database: Database, logger: Logger): Promise<History> {
  let lineage = await readLineage(database);
  let isLooking = false;
  const listeners: (() => void)[] = [];
  const look = async (): Promise<void> => {
    const now = await readLineage(database);
    if (now === lineage) return;
    lineage = now;
    logger.info({ lineage }, "the lineage changed");
    for (const tell of listeners) tell();
  };
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    look()
      .catch((error: unknown) => {
        logger.warn({ err: error }, "failed to read the lineage");
      })
      .finally(() => {
        isLooking = false;
      });
  }, POLL_MS);
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
