import { execFile } from "node:child_process";
import { chown, readFile, readlink, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Listening } from "./listening.js";

/** What `postmaster.pid` says of the server that wrote it, which may be long gone. */
export interface LockFile {
  pid: number;
  listening: Listening;
}

/** Reads the lock file that a running Postgres keeps in its cluster; undefined when there is none. */
export async function readLockFile(cluster: string): Promise<LockFile | undefined> {
  const text = await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  // pid, data folder, start time, port, socket folder, address, shared memory, status
  const [pid, , , port = "0", socketFolder = ""] = text.split("\n");
  return {
    pid: Number(pid),
    listening: socketFolder
      ? { kind: "socket", folder: socketFolder, port: Number(port) }
      : { kind: "tcp", port: Number(port) },
  };
}

/** Whether `pid` is, here and now, a Postgres on that cluster, and not another program that was given its number. */
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
      return false; // gone, a zombie, or another user's
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
 * Puts our own pid into a lock file whose server is gone. Postgres refuses to start while the pid in the file is alive,
 * which after a reboot may be anybody's; its parent's it accepts. The rest of the file stays, since with it Postgres
 * makes sure that no process of the dead server still writes.
 */
export async function takeOverLockFile(cluster: string): Promise<void> {
  const path = join(cluster, "postmaster.pid");
  const [, ...rest] = (await readFile(path, "utf8")).split("\n");
  const { uid, gid } = await stat(path);
  const replacement = `${path}.rally`;
  await writeFile(replacement, [String(process.pid), ...rest].join("\n"), { mode: 0o600 });
  await chown(replacement, uid, gid);
  await rename(replacement, path);
  // The socket has a lock of its own with the same pid in it; the cluster's is the one that protects data.
  await rm(join(cluster, ".s.PGSQL.5432.lock"), { force: true });
}
