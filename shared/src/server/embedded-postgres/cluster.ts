import { randomBytes } from "node:crypto";
import { chown, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { StartError } from "../process/index.js";
import type { Account } from "./account.js";
import { runProgram } from "./program.js";

/** A Postgres data folder, with the password of its only role, `rally`. */
export interface Cluster {
  folder: string;
  password: string;
}

interface Place {
  dataDirectory: string;
  binaries: string;
  account: Account | undefined;
}

/**
 * Opens `<dataDirectory>/postgres`, creating it on the first run. It is created under a temporary
 * name and renamed, so that it is complete or absent, and one of two concurrent first starts wins.
 * @throws {StartError} when it belongs to another major version of Postgres, or is not readable
 */
export async function openCluster(place: Place): Promise<Cluster> {
  const folder = join(place.dataDirectory, "postgres");
  const existing = await readVersion(folder);
  if (existing === undefined) await createCluster(folder, place);
  else await refuseOtherVersion(folder, existing, place.binaries);
  return { folder, password: (await readFile(join(folder, "rally-password"), "utf8")).trim() };
}

async function createCluster(
  folder: string,
  { dataDirectory, binaries, account }: Place,
): Promise<void> {
  await removeAbandoned(dataDirectory);
  const unfinished = join(dataDirectory, `.postgres-${process.pid}`);
  const passwordFile = `${unfinished}.password`;
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(passwordFile, randomBytes(24).toString("hex"), { mode: 0o600 });
  if (account) {
    await chown(unfinished, account.uid, account.gid);
    await chown(passwordFile, account.uid, account.gid);
  }
  await runProgram(
    join(binaries, "bin", "initdb"),
    // The builtin provider sorts the same on every system and across upgrades of the C library.
    [
      `--pgdata=${unfinished}`,
      "--username=rally",
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
    ].concat(
      ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
      ["--no-instructions"],
    ),
    { account, cwd: dataDirectory },
  );
  await rename(passwordFile, join(unfinished, "rally-password"));
  await rename(unfinished, folder).catch(async (cause: unknown) => {
    await rm(unfinished, { recursive: true, force: true });
    if ((await readVersion(folder)) === undefined) throw cause;
  });
}

async function readVersion(folder: string): Promise<string | undefined> {
  try {
    return (await readFile(join(folder, "PG_VERSION"), "utf8")).trim();
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw new StartError(`Rally cannot read ${folder}: was it made by another user?`, { cause });
  }
}

async function refuseOtherVersion(
  folder: string,
  existing: string,
  binaries: string,
): Promise<void> {
  const output = await runProgram(join(binaries, "bin", "postgres"), ["--version"]);
  const ours = /\) (\d+)/.exec(output)?.[1];
  if (existing === ours) return;
  throw new StartError(
    `${folder} was made by PostgreSQL ${existing}, and this Rally brings PostgreSQL ${ours}: ` +
      "restore a backup into a new RALLY_DATA, or set DATABASE_URL to a PostgreSQL of that version.",
  );
}

/** Removes the folders of interrupted first starts. */
async function removeAbandoned(dataDirectory: string): Promise<void> {
  for (const name of await readdir(dataDirectory)) {
    const pid = Number(/^\.postgres-(\d+)/.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(pid) || (pid !== process.pid && isAlive(pid))) continue;
    await rm(join(dataDirectory, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
