export { databaseErrorCode, isTransient } from "./error-code.js";
export { openBeside, openDatabase, type Database, type Transaction } from "./pool.js";
export { DedicatedConnection } from "./dedicated-connection.js";
export { migrate } from "./migrate.js";
export { readLineage, renewLineage } from "./lineage.js";
export { runPrepared, type Prepared } from "./prepared.js";
export { countFromNothing } from "./migrations/0013-unread-counters.js";
export { takeWork, type PeriodicWork } from "./periodic-work.js";
export { onlyByIndex } from "./only-by-index.js";
