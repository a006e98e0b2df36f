import { watchNpm } from "../../../watch-npm.js";
import { keepHelperThreadsBehind } from "./helper-threads.js";

/** An error that the operator can fix: the message is printed without a stack. */
export class StartError extends Error {
  override name = "StartError";
}

/** A started part of Rally, or all of it. */
export interface Running {
  stop(): Promise<void>;
}

/**
 * A slower stop is aborted: the documentation promises five seconds, and acknowledged data is
 * on disk already.
 */
const LONGEST_STOP_MS = 4_500;
/** Ctrl-C arrives twice, from the terminal and through npm; signals within this time count as one. */
const SAME_SIGNAL_MS = 400;

/**
 * Runs a process of Rally until SIGINT, SIGTERM, SIGHUP, or the exit of the npm that started it.
 * `start` gets a function that stops the process with an error. A StartError is printed as a
 * sentence, and the exit code is 1. A second signal exits at once.
 */
export function runProcess(start: (fail: (error: unknown) => void) => Promise<Running>): void {
  keepHelperThreadsBehind();
  let stopping = false;
  let askedAt = Number.POSITIVE_INFINITY;
  const started = start((error) => void end(1, error));

  function onSignal(): void {
    if (performance.now() - askedAt > SAME_SIGNAL_MS) process.exit(130);
    askedAt = Math.min(askedAt, performance.now());
    void end(0);
  }

  async function end(code: number, error?: unknown): Promise<void> {
    if (error !== undefined) report(error);
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(code || 1), LONGEST_STOP_MS).unref();
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

function report(error: unknown): void {
  const sentence = error instanceof StartError ? error.message : (sentenceFor(error) ?? error);
  console.error(sentence);
}

/** Common system errors at start, with instructions. */
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
