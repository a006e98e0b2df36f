import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";
import { endAbandonedPostgres } from "@rally/shared/server/embedded-postgres";

/**
 * What one bench has for itself, and what ends with it.
 * @typedef {{
 *   folder: string,
 *   chromium: string | undefined,
 *   secret: string,
 *   startRally: (options?: { dataDirectory?: string, nodeOptions?: string, ownLimits?: boolean }) =>
 *     Promise<import("../../tests/harness/index.js").RallyProcess>,
 *   ending: (end: () => unknown) => void,
 *   close: () => Promise<void>,
 * }} Stage
 *   `folder`: for throw-away data; `chromium`: the browser's path, where a bench said that it needs one; `secret`: what
 *   Rally's tokens are signed with; `startRally`: a whole Rally as `npm start` runs it, on new data or on an earlier
 *   one's, with a Postgres that syncs its commits to the disk; `ending`: says what to end, last said first
 */

/** A load is faster than any person: what is bounded by person is lifted, but with `ownLimits`. */
const LIMITS = JSON.stringify({
  ...{ commandsPerSecond: 1e9, signInsPerMinute: 1e9, guessesFromAddress: 1e9 },
  ...{ userWork: 1e9, addressWork: 1e9, userAnswerBytes: 1e9, requestsOfEach: 1e9 },
  ...{ userSockets: 1e9, userHandshakes: 1e9, userHandshakesAtOnce: 1e9 },
});

const harness = fileURLToPath(new URL("../../tests/harness/index.ts", import.meta.url));

/** @returns {Promise<Stage>} */
export async function openStage(chromium) {
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

/** Calls `listener` on a signal, and when the npm that started us has gone. @returns a function that ends it */
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
