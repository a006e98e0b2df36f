import { cp, mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { createHash, randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Logger } from "@rally/shared/server/logger";

/** Number of builds whose assets are kept, the current one included; each takes about 2 MB. */
const KEPT = 3;
/** The names that `keepRelease` creates. Other folders are left alone. */
const RELEASE = /^[0-9a-f]{16}$/;
const UNFINISHED = /^\.[0-9a-f]{16}\.[0-9a-f-]+$/;
/** Milliseconds after which an unfinished copy is treated as abandoned. */
const ABANDONED = 3_600_000;

/** The assets that tabs of earlier builds still request. */
export interface Releases {
  /** Resolves when the current build is copied, or could not be. */
  kept: Promise<void>;
  /** The folders with the `assets/` of builds, the newest first. */
  folders(): Promise<string[]>;
}

/**
 * Copies the assets of the current build to `<data>/releases/<id>` and deletes all but the newest
 * three. A tab that was opened with an earlier build can then still load chunks. Processes may do
 * this at the same time: a copy is renamed when it is complete.
 */
export function keepReleases(app: string, dataDirectory: string, logger: Logger): Releases {
  const releases = join(dataDirectory, "releases");
  const kept = keep(join(app, "assets"), releases).catch((error: unknown) => {
    // Without the copy, tabs of earlier builds may get a chunk-load error, and say that Rally was
    // updated.
    logger.warn({ err: error }, "failed to keep the app's assets for later releases");
  });
  return {
    kept,
    async folders() {
      await kept;
      // Listed again each time, because another process may have added one.
      const names = await newestFirst(releases).catch(() => []);
      return names.map((name) => join(releases, name));
    },
  };
}

async function keep(assets: string, releases: string): Promise<void> {
  await store(assets, releases, await idOf(assets));
  await deleteOld(releases);
}

/** The id is computed from the file names, which contain content hashes. */
async function idOf(assets: string): Promise<string> {
  const names = (await readdir(assets)).sort();
  return createHash("sha256").update(names.join("\n")).digest("hex").slice(0, 16);
}

async function store(assets: string, releases: string, id: string): Promise<void> {
  const place = join(releases, id);
  const now = new Date();
  const known = await stat(place).then(
    () => true,
    () => false,
  );
  if (!known) {
    await mkdir(releases, { recursive: true });
    const unfinished = join(releases, `.${id}.${randomUUID()}`);
    try {
      await cp(assets, join(unfinished, "assets"), { recursive: true });
      await rename(unfinished, place);
    } catch (error) {
      await rm(unfinished, { recursive: true, force: true });
      // Another process was faster; its copy is identical.
      if (!["EEXIST", "ENOTEMPTY"].includes((error as NodeJS.ErrnoException).code ?? ""))
        throw error;
    }
  }
  // A release that runs again after a rollback becomes the newest.
  await utimes(place, now, now);
}

async function newestFirst(releases: string, most = KEPT): Promise<string[]> {
  const names = (await readdir(releases)).filter((name) => RELEASE.test(name));
  const aged = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(releases, name))).mtimeMs })),
  );
  return aged
    .sort((a, b) => b.at - a.at)
    .slice(0, most)
    .map(({ name }) => name);
}

async function deleteOld(releases: string): Promise<void> {
  const old = (await newestFirst(releases, Infinity)).slice(KEPT);
  const unfinished = (await readdir(releases)).filter((name) => UNFINISHED.test(name));
  for (const name of unfinished) {
    const { mtimeMs } = await stat(join(releases, name));
    if (Date.now() - mtimeMs > ABANDONED) old.push(name);
  }
  for (const name of old) await rm(join(releases, name), { recursive: true, force: true });
}
