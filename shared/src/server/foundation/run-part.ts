import { addressesOf, loadProcessConfig, readFlags, type Config } from "../config/index.js";
import { createLogger } from "../logger/index.js";
import { runProcess, StartError, type Running } from "../process/index.js";
import type { StartOptions } from "./foundation.js";

/** A part of Rally that listens, and what else its start has to tell. */
export type Listening = Running & { port: number };

/**
 * Runs one part of Rally, of which there may be any number, on a database that all of them share.
 * `name` completes “Rally's … is ready”.
 */
export function runPart<T extends Listening>(
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
