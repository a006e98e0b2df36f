import { takeWork } from "@rally/shared/server/database";
import type { Foundation } from "@rally/shared/server/foundation";
import type { Ending } from "@rally/shared/server/process";
import { removeLoosePictures, type CheckedPicture } from "../people/index.js";
import { applyRule, retentionRules } from "./rules.js";

const MINUTE_MS = 60_000;
/** Milliseconds between two passes of all processes together. */
const EVERY_MS = 60 * MINUTE_MS;
/** Milliseconds after which a process asks whether a pass is due: one row, by its key. */
const ASK_MS = 5 * MINUTE_MS;

/** Deletes what is kept for a while only: once an hour, by one of all processes, in batches. */
export function startRetention(foundation: Foundation, ending: Ending): void {
  const { database, logger } = foundation;
  let isEnding = false;
  let pass: Promise<void> = Promise.resolve();
  const ask = (): void => {
    pass = pass
      .then(async () => {
        if (isEnding || !(await takeWork(database, "retention", EVERY_MS))) return;
        await applyRetention(foundation, () => isEnding);
      })
      .catch((error: unknown) => {
        logger.warn({ err: error }, "failed to delete what is too old");
      });
  };
  ask();
  const timer = setInterval(ask, ASK_MS);
  ending(async () => {
    isEnding = true;
    clearInterval(timer);
    await pass;
  });
}

/**
 * One pass: every rule, then pictures. What fails is logged and tried again in the next one, and
 * holds up nothing else.
 */
export async function applyRetention(
  { database, files, limits, logger }: Pick<Foundation, "database" | "files" | "limits" | "logger">,
  isEnding: () => boolean = () => false,
): Promise<void> {
  for (const rule of retentionRules) {
    await applyRule(database, rule, limits, isEnding).catch((error: unknown) => {
      logger.warn({ err: error, table: rule.table }, "failed to delete what is too old");
    });
  }
  let after: CheckedPicture | undefined;
  do {
    if (isEnding()) return;
    after = await removeLoosePictures({ database, files, logger }, limits.pictureDays, after);
  } while (after);
}
