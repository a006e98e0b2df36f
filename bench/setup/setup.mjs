import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";
import { endAbandonedPostgres } from "@rally/shared/server/embedded-postgres";

/**
 * The resources of one bench, released by `close`.
 * @typedef {{
 *   folder: string,
 *   chromium: string | undefined,
 *   secret: string,
 *   startRally: (options?: { dataDirectory?: string, nodeOptions?: string, ownLimits?: boolean })
 *   =>
 *     Promise<import("../../tests/harness/index.js").RallyProcess>,
 *   ending: (end: () => unknown) => void,
 *   close: () => Promise<void>,
 * }} Setup
 *   `folder`: for temporary data; `chromium`: the browser's path, if the bench needs one; `secret`:
 *   signs Rally's tokens; `startRally`: starts Rally as `npm start` does, on new or earlier data,
 *   with a Postgres that syncs commits to disk; `ending`: registers a function to call on close,
 *   last registered first
 */

/**
 * Lifts the limits per user and address, because a load is faster than any person. `ownLimits`
 * keeps them.
 */
const LIMITS = JSON.stringify({
  ...{ commandsPerSecond: 1e9, signInsPerMinute: 1e9, guessesFromAddress: 1e9 },
  ...{ userWork: 1e9, addressWork: 1e9, userAnswerBytes: 1e9, requestsOfEach: 1e9 },
  ...{ userSockets: 1e9, userHandshakes: 1e9, userHandshakesAtOnce: 1e9 },
});

const harness = fileURLToPath(new URL("../../tests/harness/index.ts", import.meta.url));

/** @returns {Promise<Setup>} */
export async function openSetup(chromium) {
  const folder = await mkdtemp(join(tmpdir(), "rally-bench-"));
  await chmod(folder, 0o711); // Postgres may run as another user
  const { module } = await runnerImport(harness, { configFile: false, logLevel: "error" });
  const secret = randomBytes(48).toString("base64url");
  const ends = [];
  const failed = (error) => {
    console.error(error);
    endWith(1);
  };
  process.once("uncaughtException", failed);
  const close = async () => {
    forget();
    process.off("uncaughtException", failed);
    for (const end of ends.splice(0).reverse()) await end();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  const endWith = (code) => void close().finally(() => process.exit(code));
  const forget = whenInterrupted(() => endWith(130));
  return {
    folder,
    chromium,
    secret,
    ending: (end) => ends.push(end),
    close,
    async startRally(options = {}) {
      const dataDirectory = options.dataDirectory ?? (await mkdtemp(join(folder, "data-")));
      const rally = await module.startRallyProcess({
        dataDirectory,
        env: {
          RALLY_SECRET: secret,
          ...(!options.ownLimits && { RALLY_LIMITS: LIMITS }),
          ...(options.nodeOptions !== undefined && { NODE_OPTIONS: options.nodeOptions }),
        },
      });
      ends.push(async () => {
        await rally.stop();
        await endAbandonedPostgres(dataDirectory);
      });
      return rally;
    },
  };
}

/**
 * Calls `listener` on a signal and when the parent npm process has ended. @returns a function that
 * stops it
 */
function whenInterrupted(listener) {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  const parent = process.ppid;
  const watch = setInterval(() => process.ppid === parent || interrupted(), 250);
  const forget = () => {
    clearInterval(watch);
    for (const signal of signals) process.off(signal, interrupted);
  };
  const interrupted = () => {
    forget();
    listener();
  };
  for (const signal of signals) process.once(signal, interrupted);
  return forget;
}
