import { cp, mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { createHash, randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Logger } from "@rally/shared/server/logger";

/** How many builds a tab may be behind, the one of now included; each is about 2 MB with its compressed copies. */
const KEPT = 3;
/** A name that only `keepRelease` gives; anything else in the folder is left alone. */
const RELEASE = /^[0-9a-f]{16}$/;
const UNFINISHED = /^\.[0-9a-f]{16}\.[0-9a-f-]+$/;
/** Milliseconds after which a copy that somebody began is taken for abandoned. */
const ABANDONED = 3_600_000;

/** What tabs of earlier builds still ask for. */
export interface Releases {
  /** Resolves once the build of now is kept, or could not be. */
  kept: Promise<void>;
  /** The folders in which `assets/` of builds are kept, the newest first. */
  folders(): Promise<string[]>;
}

/**
 * Keeps the assets of the app that is built now under `<data>/releases/<id>`, so that a tab that is
 * open since an earlier build still finds the parts it has not fetched yet, and forgets all but the
 * last three. Processes may do so at once: a copy is complete before it gets its name.
 */
export function keepReleases(app: string, dataDirectory: string, logger: Logger): Releases {
  const releases = join(dataDirectory, "releases");
  const kept = keep(join(app, "assets"), releases).catch((error: unknown) => {
    // Where the disk cannot be written, old tabs may meet a missing part, and say that Rally was updated.
    logger.warn({ err: error }, "the app's assets could not be kept for later releases");
  });
  return {
    kept,
    async folders() {
      await kept;
      // Looked at each time: another process may have kept a newer one.
      const names = await newestFirst(releases).catch(() => []);
      return names.map((name) => join(releases, name));
    },
  };
}

async function keep(assets: string, releases: string): Promise<void> {
  await store(assets, releases, await idOf(assets));
  await forgetOld(releases);
}

/** Follows from the names, each of which holds the hash of its content. */
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
      // Another process was faster: what it made is the same.
      if (!["EEXIST", "ENOTEMPTY"].includes((error as NodeJS.ErrnoException).code ?? ""))
        throw error;
    }
  }
  // A release that is run again, after one went back to it, is the newest.
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

async function forgetOld(releases: string): Promise<void> {
  const old = (await newestFirst(releases, Infinity)).slice(KEPT);
  const unfinished = (await readdir(releases)).filter((name) => UNFINISHED.test(name));
  for (const name of unfinished) {
    const { mtimeMs } = await stat(join(releases, name));
    if (Date.now() - mtimeMs > ABANDONED) old.push(name);
  }
  for (const name of old) await rm(join(releases, name), { recursive: true, force: true });
}
