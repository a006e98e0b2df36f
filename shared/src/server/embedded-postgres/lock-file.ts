import { execFile } from "node:child_process";
import { chown, readFile, readlink, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Listening } from "./listening.js";

/** The content of `postmaster.pid`; the server that wrote it may no longer run. */
export interface LockFile {
  pid: number;
  listening: Listening;
}

/** Reads the lock file of a cluster; undefined when there is none. */
export async function readLockFile(cluster: string): Promise<LockFile | undefined> {
  const text = await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const [pid, , , port = "0", socketFolder = ""] = text.split("\n");
  return {
    pid: Number(pid),
    listening: socketFolder
      ? { kind: "socket", folder: socketFolder, port: Number(port) }
      : { kind: "tcp", port: Number(port) },
  };
}

/**
 * Whether `pid` is a running Postgres of that cluster, and not another program that reused the
 * number.
 */
export async function isPostgresOn(pid: number, cluster: string): Promise<boolean> {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  if (process.platform === "linux") {
    try {
      const [folder, name] = await Promise.all([
        readlink(`/proc/${pid}/cwd`),
        readFile(`/proc/${pid}/comm`, "utf8"),
      ]);
      return folder === (await realpath(cluster)) && name.trim() === "postgres";
    } catch {
      return false; // ended, a zombie, or another user's
    }
  }
  try {
    const { stdout } = await promisify(execFile)("ps", ["-o", "command=", "-p", String(pid)]);
    return stdout.includes("postgres") && stdout.includes(cluster);
  } catch {
    return false;
  }
}

/**
 * Writes our own pid into the lock file of a stopped server. Postgres refuses to start while the
 * pid in the file is alive, which after a reboot may be an unrelated process; it accepts its
 * parent's pid. The rest of the file is kept: Postgres uses it to check that no process of the old
 * server still writes.
 */
export async function takeOverLockFile(cluster: string): Promise<void> {
  const path = join(cluster, "postmaster.pid");
  const [, ...rest] = (await readFile(path, "utf8")).split("\n");
  const { uid, gid } = await stat(path);
  const replacement = `${path}.rally`;
  await writeFile(replacement, [String(process.pid), ...rest].join("\n"), { mode: 0o600 });
  await chown(replacement, uid, gid);
  await rename(replacement, path);
  // The socket's lock file holds the same pid; the cluster's lock file is the one that protects
  // data.
  await rm(join(cluster, ".s.PGSQL.5432.lock"), { force: true });
}
