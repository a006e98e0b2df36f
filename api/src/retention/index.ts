import { takeWork } from "@rally/shared/server/database";
import type { Services } from "@rally/shared/server/services";
import type { OnStop } from "@rally/shared/server/process";
import { removeLoosePictures, type CheckedPicture } from "../people/index.js";
import { applyRule, retentionRules } from "./rules.js";

const MINUTE_MS = 60_000;
/** Milliseconds between two runs, over all processes. */
const EVERY_MS = 60 * MINUTE_MS;
/** Milliseconds between checks whether a run is due; a check reads one row by key. */
const ASK_MS = 5 * MINUTE_MS;

/** Deletes expired data in batches, once an hour, in one of all processes. */
export function startRetention(services: Services, onStop: OnStop): void {
  const { database, logger } = services;
  let isStopping = false;
  let pass: Promise<void> = Promise.resolve();
  const ask = (): void => {
    pass = pass
      .then(async () => {
        if (isStopping || !(await takeWork(database, "retention", EVERY_MS))) return;
        await applyRetention(services, () => isStopping);
      })
      .catch((error: unknown) => {
        logger.warn({ err: error }, "failed to delete expired data");
      });
  };
  ask();
  const timer = setInterval(ask, ASK_MS);
  onStop(async () => {
    isStopping = true;
    clearInterval(timer);
    await pass;
  });
}

/** Applies changed names to the remaining conversations of users with many, a part at a time. */
async function refreshMemberWords(
  database: Services["database"],
  isStopping: () => boolean,
): Promise<void> {
  for (;;) {
    const { rows } = await database.raw<{ rows: object[] }>(
      `select refresh_member_words(user_id, 200)
        from (select user_id from stale_member_words limit 1) one`,
    );
    if (rows.length === 0 || isStopping()) return;
  }
}

/**
 * One run: every rule, then pictures. A failure is logged and retried in the next run, and does not
 * stop the rest.
 */
export async function applyRetention(
  { database, files, limits, logger }: Pick<Services, "database" | "files" | "limits" | "logger">,
  isStopping: () => boolean = () => false,
): Promise<void> {
  for (const rule of retentionRules) {
    await applyRule(database, rule, limits, isStopping).catch((error: unknown) => {
      logger.warn({ err: error, table: rule.table }, "failed to delete expired data");
    });
  }
  await refreshMemberWords(database, isStopping).catch((error: unknown) => {
    logger.warn({ err: error }, "failed to apply changed names to the search of members");
  });
  let after: CheckedPicture | undefined;
  do {
    if (isStopping()) return;
    after = await removeLoosePictures({ database, files, logger }, limits.pictureDays, after);
  } while (after);
}
