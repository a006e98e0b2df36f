import { pictureSizes } from "@rally/shared/people";
import type { Database } from "@rally/shared/server/database";
import type { Foundation } from "@rally/shared/server/foundation";

/** Pictures that are checked in one pass of retention. */
const PICTURES = 100;

/** Notes that a picture is about to be somebody's, so that its files stay. */
export async function touchPicture(database: Database, name: string): Promise<void> {
  await database("loose_pictures")
    .insert({ name })
    .onConflict("name")
    .merge({ touched_at: database.fn.now() });
}

/** The last picture that was checked, in the order of when they were touched. */
export interface CheckedPicture {
  /** With microseconds, as PostgreSQL writes it. */
  touchedAt: string;
  name: string;
}

/**
 * Removes the files of the next pictures that were unused for `days`, the oldest first. One that
 * cannot be removed is logged and left for another pass.
 * @returns where the next call goes on; undefined when all were checked
 */
export async function removeLoosePictures(
  { database, files, logger }: Pick<Foundation, "database" | "files" | "logger">,
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

/** The row is locked while the files go: an upload of the same picture waits, and stores them again. */
function removeUnused(
  { database, files }: Pick<Foundation, "database" | "files">,
  name: string,
  days: number,
): Promise<void> {
  return database.transaction(async (trx) => {
    const removed = await trx("loose_pictures")
      .where({ name })
      .whereRaw("touched_at < now() - make_interval(days => ?)", [days])
      .delete();
    const owner = await trx<{ id: string; avatar: string }>("users")
      .where("avatar", name)
      .first("id");
    if (removed === 0 || owner) return;
    for (const size of pictureSizes) await files.remove(`${name}-${size}`);
  });
}
