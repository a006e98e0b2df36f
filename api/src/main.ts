import { addressesOf, loadProcessConfig, readFlags } from "@rally/shared/server/config";
import { startEmbeddedPostgres } from "@rally/shared/server/embedded-postgres";
import { createLogger } from "@rally/shared/server/logger";
import { startInOrder, runProcess, type Running } from "@rally/shared/server/process";
import { demoSentence, fillWithDemo } from "./demo/index.js";
import { setupSentence } from "./open-api.js";
import { startRally } from "./rally.js";

/**
 * Runs all of Rally in one process: PWA, API and rooms on one port, with an embedded PostgreSQL.
 */
function start(fail: (error: unknown) => void): Promise<Running> {
  return startInOrder(async (onStop) => {
    const flags = readFlags(["demo"]);
    const config = loadProcessConfig();
    const { dataDirectory, limits } = config;
    const logger = createLogger({ level: config.logLevel });
    const postgres =
      config.databaseUrl === undefined
        ? await startEmbeddedPostgres({ dataDirectory, logger, onLost: fail })
        : undefined;
    onStop(() => postgres?.stop());
    const databaseUrl = config.databaseUrl ?? postgres?.url ?? "";
    const options = { config, databaseUrl, logger, limits: limits ?? {} };
    const demo = flags.demo ? await fillWithDemo(options) : undefined;
    const rally = await startRally(options);
    onStop(() => rally.stop());
    const lines = [`Rally is ready: ${addressesOf(config, rally.port)}`];
    if (rally.adminSetupLink !== undefined) lines.push(setupSentence(rally.adminSetupLink));
    if (demo) lines.push(demoSentence(demo));
    console.log(`\n${lines.join("\n")}\nCtrl-C stops it.\n`);
    return {};
  });
}

runProcess(start);
