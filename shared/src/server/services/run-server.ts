import { addressesOf, loadProcessConfig, readFlags, type Config } from "../config/index.js";
import { createLogger } from "../logger/index.js";
import { runProcess, StartError, type Running } from "../process/index.js";
import type { StartOptions } from "./services.js";

/** A listening part of Rally, with its start messages. */
export type Listening = Running & { port: number };

/**
 * Runs one part of Rally on a shared database; any number of processes may run. `name` completes
 * “Rally's … is ready”.
 */
export function runServer<T extends Listening>(
  name: string,
  start: (options: StartOptions) => Promise<T>,
  greeting: (started: T, config: Config) => string[] = () => [],
): void {
  runProcess(async () => {
    readFlags([]);
    const config = loadProcessConfig();
    const { databaseUrl, limits } = config;
    if (databaseUrl === undefined) {
      throw new StartError(
        `DATABASE_URL is not set, and Rally's ${name} needs it: several processes share one PostgreSQL. ` +
          "`npm start` runs all of Rally and brings its own.",
      );
    }
    const logger = createLogger({ level: config.logLevel });
    const started = await start({ config, databaseUrl, logger, limits: limits ?? {} });
    const lines = [
      `Rally's ${name} is ready: ${addressesOf(config, started.port)}`,
      ...greeting(started, config),
    ];
    console.log(`\n${lines.join("\n")}\nCtrl-C stops it.\n`);
    return started;
  });
}
