export { openDatabase, type Database, type Transaction } from "./pool.js";
export { migrate } from "./migrate.js";
export { readLineage } from "./lineage.js";
