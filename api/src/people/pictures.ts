import { pictureSizes } from "@rally/shared/people";
import type { Database, Transaction } from "@rally/shared/server/database";
import type { Services } from "@rally/shared/server/services";

/** Pictures that retention checks in one batch. */
const PICTURES = 100;

/** Records that a picture is about to be used, so that retention keeps its files. */
export async function touchPicture(database: Database, name: string): Promise<void> {
  await database("loose_pictures")
    .insert({ name })
    .onConflict("name")
    .merge({ touched_at: database.fn.now() });
}

/** The last checked picture, in the order of use. */
export interface CheckedPicture {
  /** A PostgreSQL timestamp with microseconds. */
  touchedAt: string;
  name: string;
}

/**
 * Deletes the files of the next pictures that were unused for `days`, the oldest first. A file that
 * cannot be deleted is logged and tried again in the next run.
 * @returns where the next call continues; undefined when all pictures are checked
 */
export async function removeLoosePictures(
  { database, files, logger }: Pick<Services, "database" | "files" | "logger">,
  days: number,
  after?: CheckedPicture,
): Promise<CheckedPicture | undefined> {
  const query = database("loose_pictures")
    .whereRaw("touched_at < now() - make_interval(days => ?)", [days])
    .orderBy(["touched_at", "name"])
    .limit(PICTURES);
  if (after) void query.whereRaw("(touched_at, name) > (?, ?)", [after.touchedAt, after.name]);
  const due = await query.select<CheckedPicture[]>(
    "name",
    database.raw('touched_at::text as "touchedAt"'),
  );
  for (const { name } of due) {
    await removeUnused({ database, files }, name, days).catch((error: unknown) => {
      logger.warn({ err: error, picture: name }, "failed to remove a picture");
    });
  }
  return due.length < PICTURES ? undefined : due.at(-1);
}

/** Whether a user, a group or a channel has the picture, or it is an emoji or a sticker. */
async function isUsed(trx: Transaction, name: string): Promise<boolean> {
  const users = await trx("users").where("avatar", name).limit(1).pluck<string[]>("id");
  if (users.length > 0) return true;
  const conversations = trx("conversations").where("picture", name).limit(1);
  if ((await conversations.pluck<string[]>("id")).length > 0) return true;
  const emoji = trx("custom_emoji").where("picture", name).limit(1);
  if ((await emoji.pluck<string[]>("name")).length > 0) return true;
  const stickers = trx("stickers").where("picture", name).limit(1);
  return (await stickers.pluck<string[]>("id")).length > 0;
}

/** The row is locked during the deletion: an upload of the same picture waits and stores the files again. */
function removeUnused(
  { database, files }: Pick<Services, "database" | "files">,
  name: string,
  days: number,
): Promise<void> {
  return database.transaction(async (trx) => {
    const removed = await trx("loose_pictures")
      .where({ name })
      .whereRaw("touched_at < now() - make_interval(days => ?)", [days])
      .delete();
    if (removed === 0 || (await isUsed(trx, name))) return;
    for (const size of pictureSizes) await files.remove(`${name}-${size}`);
  });
}
