import { addressesOf, loadProcessConfig } from "@rally/shared/server/config";
import { startEmbeddedPostgres } from "@rally/shared/server/embedded-postgres";
import { createLogger } from "@rally/shared/server/logger";
import { beginInTurn, runProcess, type Running } from "@rally/shared/server/process";
import { setupSentence } from "./open-api.js";
import { startRally } from "./rally.js";

/** The whole of Rally in one process: PWA, API and rooms on one port, beside the Postgres that it brings. */
function start(fail: (error: unknown) => void): Promise<Running> {
  return beginInTurn(async (ending) => {
    const config = loadProcessConfig();
    const { dataDirectory, limits } = config;
    const logger = createLogger({ level: config.logLevel });
    const postgres =
      config.databaseUrl === undefined
        ? await startEmbeddedPostgres({ dataDirectory, logger, onLost: fail })
        : undefined;
    ending(() => postgres?.stop());
    const databaseUrl = config.databaseUrl ?? postgres?.url ?? "";
    const rally = await startRally({ config, databaseUrl, logger, limits: limits ?? {} });
    ending(() => rally.stop());
    const lines = [`Rally is ready: ${addressesOf(config, rally.port)}`];
    if (rally.adminSetupLink !== undefined) lines.push(setupSentence(rally.adminSetupLink));
    console.log(`\n${lines.join("\n")}\nCtrl-C stops it.\n`);
    return {};
  });
}

runProcess(start);
