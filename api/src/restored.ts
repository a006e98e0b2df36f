import { loadProcessConfig } from "@rally/shared/server/config";
import { migrate, openDatabase, renewLineage } from "@rally/shared/server/database";
import { startEmbeddedPostgres } from "@rally/shared/server/embedded-postgres";
import { createLogger } from "@rally/shared/server/logger";
import { runProcess } from "@rally/shared/server/process";

/**
 * `npm run restored`, after a backup was restored: starts a new lineage of the database, and exits.
 */
async function start(): Promise<never> {
  const config = loadProcessConfig();
  const logger = createLogger({ level: config.logLevel });
  const postgres =
    config.databaseUrl === undefined
      ? await startEmbeddedPostgres({ dataDirectory: config.dataDirectory, logger })
      : undefined;
  try {
    const database = openDatabase(config.databaseUrl ?? postgres?.url ?? "", { connections: 1 });
    try {
      await migrate(database);
      await renewLineage(database);
    } finally {
      await database.destroy();
    }
  } finally {
    await postgres?.stop();
  }
  console.log(
    "Devices will fetch all data again, keep unsent changes, and send missing messages again.",
  );
  process.exit(0);
}

runProcess(start);
