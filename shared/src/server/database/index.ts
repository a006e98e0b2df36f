export { databaseErrorCode } from "./error-code.js";
export { openDatabase, type Database, type Transaction } from "./pool.js";
export { migrate } from "./migrate.js";
export { readLineage } from "./lineage.js";
