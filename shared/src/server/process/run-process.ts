import { readFileSync } from "node:fs";
import { keepHelperThreadsBehind } from "./helper-threads.js";
import { StartError } from "./start-error.js";

/** A part of Rally, or the whole, that has been started. */
export interface Running {
  stop(): Promise<void>;
}

/** A stop that takes longer is cut short: five seconds are promised, and what is acknowledged is on disk already. */
const longestStop = 4_500;
/** Ctrl-C reaches us twice, from the terminal and through npm: within this time (ms) it is one wish. */
const oneWish = 400;

/**
 * Runs a process of Rally until it is told to stop: SIGINT, SIGTERM, SIGHUP, or the death of the npm that started it.
 * `start` gets a function that ends the process with an error. An error of `start` that its reader can put right is
 * printed as a sentence; then the exit code is 1. A second signal ends the process at once.
 */
export function runProcess(start: (fail: (error: unknown) => void) => Promise<Running>): void {
  keepHelperThreadsBehind();
  let stopping = false;
  let askedAt = Number.POSITIVE_INFINITY;
  const started = start((error) => void end(1, error));

  function onSignal(): void {
    if (performance.now() - askedAt > oneWish) process.exit(130);
    askedAt = Math.min(askedAt, performance.now());
    void end(0);
  }

  async function end(code: number, error?: unknown): Promise<void> {
    if (error !== undefined) report(error);
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(code || 1), longestStop).unref();
    try {
      await (await started).stop();
    } catch (failure) {
      if (failure !== error) report(failure);
      code ||= 1;
    }
    process.exit(code);
  }

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
  watchNpm(() => void end(0));
  started.catch((error: unknown) => stopping || void end(1, error));
}

/**
 * npm passes SIGTERM to the shell between us, and not every shell passes it on; killed, npm leaves both behind. So the
 * two above us are watched. Only under npm: a Rally started by hand or by an init system may outlive its shell.
 */
function watchNpm(whenGone: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const above = ancestors();
  const watch = setInterval(() => {
    if (ancestors() === above) return;
    clearInterval(watch);
    whenGone();
  }, 250);
  watch.unref();
}

/** The pids of our parent and, where the system tells, of its parent. */
function ancestors(): string {
  const parent = process.ppid;
  try {
    const [, afterName = ""] = readFileSync(`/proc/${parent}/stat`, "utf8").split(") ");
    return `${parent} ${afterName.split(" ")[1]}`;
  } catch {
    return String(parent);
  }
}

function report(error: unknown): void {
  const sentence = error instanceof StartError ? error.message : (sentenceFor(error) ?? error);
  console.error(sentence);
}

/** Errors of the system that come up at start, said so that they can be acted upon. */
function sentenceFor(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  const { address, port, path } = error as { address?: string; port?: number; path?: string };
  switch (error.code) {
    case "EADDRINUSE":
      return `Port ${port} is already in use on ${address}: end what uses it, or set PORT to another.`;
    case "EACCES":
    case "EPERM":
      if (port !== undefined)
        return `Rally may not listen on port ${port}: set PORT to one above 1023.`;
      return path === undefined
        ? undefined
        : `Rally may not write ${path}: set RALLY_DATA to a folder of yours.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `${address ?? error.message} is no address of this machine, or a name that does not resolve: check HOST and DATABASE_URL.`;
    case "ECONNREFUSED":
      return `No PostgreSQL answers at ${address ?? "DATABASE_URL"}${port === undefined ? "" : `:${port}`}: check DATABASE_URL.`;
    case "28P01":
    case "3D000":
      return `PostgreSQL refuses DATABASE_URL: ${error.message}.`;
    case "EROFS":
    case "ENOTDIR":
    case "EEXIST":
      return path === undefined
        ? undefined
        : `${path} cannot be Rally's folder (${error.code}): check RALLY_DATA.`;
    case "ENOSPC":
      return "The disk that RALLY_DATA lies on is full.";
    default:
      return undefined;
  }
}
