import { loadConfig, type Config } from "@rally/shared/server/config";
import { startEmbeddedPostgres } from "@rally/shared/server/embedded-postgres";
import { createLogger } from "@rally/shared/server/logger";
import { runProcess, type Running } from "@rally/shared/server/process";
import { readEnvFile } from "./env-file.js";
import { startRally } from "./rally.js";

/** The whole of Rally in one process: PWA, API and rooms on one port, beside the Postgres that it brings. */
async function start(fail: (error: unknown) => void): Promise<Running> {
  readEnvFile();
  const config = loadConfig(process.env);
  const logger = createLogger({ level: config.logLevel });
  const postgres =
    config.databaseUrl === undefined
      ? await startEmbeddedPostgres({ dataDirectory: config.dataDirectory, logger, onLost: fail })
      : undefined;
  try {
    const databaseUrl = config.databaseUrl ?? postgres?.url ?? "";
    const rally = await startRally({ config, databaseUrl, logger });
    greet(config, rally);
    return {
      async stop() {
        try {
          await rally.stop();
        } finally {
          await postgres?.stop();
        }
      },
    };
  } catch (error) {
    await postgres?.stop();
    throw error;
  }
}

function greet(
  config: Config,
  { port, adminSetupLink }: { port: number; adminSetupLink?: string },
): void {
  const everywhere = ["127.0.0.1", "::1", "0.0.0.0", "::", "localhost"].includes(config.host);
  const name = everywhere
    ? "localhost"
    : config.host.includes(":")
      ? `[${config.host}]`
      : config.host;
  const local = `http://${name}:${port}`;
  const lines = [
    config.publicUrl === undefined
      ? `Rally is ready: ${local}`
      : `Rally is ready: ${config.publicUrl} (listening on ${local})`,
  ];
  if (adminSetupLink !== undefined)
    lines.push(`Create the admin's account, with this link that works once: ${adminSetupLink}`);
  console.log(`\n${lines.join("\n")}\nCtrl-C stops it.\n`);
}

runProcess(start);
