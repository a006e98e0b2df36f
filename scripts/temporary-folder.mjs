import { chmodSync, mkdtempSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { freemem, tmpdir } from "node:os";
import { join } from "node:path";

/** Where Linux offers memory as files. */
const MEMORY = "/dev/shm";
/** Bytes, more than a run is expected to need: its largest part is a copy of node_modules, about 1 GB. */
const NEEDED = 6 * 2 ** 30;

/**
 * Creates a folder for the temporary files of a run and removes it when the process exits. It is in
 * memory where there is plenty: tests create hundreds of databases, whose files on a disk cost a tenth
 * to a fifth of the time of the server's tests.
 * @returns its path
 */
export function createTemporaryFolder() {
  const folder = mkdtempSync(join(isRoomy(MEMORY) ? MEMORY : tmpdir(), "rally-tests-"));
  // Postgres may run as another user, who needs search permission here.
  chmodSync(folder, 0o711);
  process.once("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

function isRoomy(folder) {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= NEEDED && freemem() >= NEEDED && runsPrograms(folder);
  } catch {
    // Not Linux, or not permitted.
    return false;
  }
}

/** Whether it is mounted so that programs can run from it, as those of an installation must. */
function runsPrograms(folder) {
  const mounts = readFileSync("/proc/mounts", "utf8").split("\n");
  const [, , , options = "noexec"] =
    mounts.find((line) => line.split(" ")[1] === folder)?.split(" ") ?? [];
  return !options.split(",").includes("noexec");
}
