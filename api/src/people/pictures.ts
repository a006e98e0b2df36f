import { pictureSizes } from "@rally/shared/people";
import type { Database } from "@rally/shared/server/database";
import type { FileStore } from "@rally/shared/server/files";

/** Pictures that are checked in one pass of retention. */
const PICTURES = 100;

/** Notes that a picture is about to be somebody's, so that its files stay. */
export async function touchPicture(database: Database, name: string): Promise<void> {
  await database("loose_pictures")
    .insert({ name })
    .onConflict("name")
    .merge({ touched_at: database.fn.now() });
}

/**
 * Removes the files of pictures that were unused for `days`. The row is locked while the files
 * go, so that an upload of the same picture waits, and stores its files again.
 * @returns how many were checked; fewer than there may be in one pass when all are done
 */
export async function removeLoosePictures(
  database: Database,
  files: FileStore,
  days: number,
): Promise<{ checked: number; isLast: boolean }> {
  const due = await database("loose_pictures")
    .whereRaw("touched_at < now() - make_interval(days => ?)", [days])
    .orderBy("touched_at")
    .limit(PICTURES)
    .pluck<string[]>("name");
  for (const name of due) {
    await database.transaction(async (trx) => {
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
  return { checked: due.length, isLast: due.length < PICTURES };
}
