import { readFileSync } from "node:fs";

/** Milliseconds between two checks. */
const INTERVAL = 250;

/**
 * Calls `whenGone` once the npm that started this process has exited. npm sends SIGTERM to the shell
 * between it and its script, and not every shell forwards it; a killed npm leaves both running. So
 * this watches the parent and the grandparent, but only under npm: a process that was started by hand
 * or by an init system may outlive its shell.
 * The scripts use this file before anything is built, so it is plain JavaScript.
 */
export function watchNpm(whenGone) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const above = ancestors();
  const watch = setInterval(() => {
    if (ancestors() === above) return;
    clearInterval(watch);
    whenGone();
  }, INTERVAL);
  watch.unref();
}

/** The pids of the parent and, where the system provides it, of the grandparent. */
function ancestors() {
  const parent = process.ppid;
  try {
    const [, afterName = ""] = readFileSync(`/proc/${parent}/stat`, "utf8").split(") ");
    return `${parent} ${afterName.split(" ")[1]}`;
  } catch {
    return String(parent);
  }
}
