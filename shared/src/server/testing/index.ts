export { createTestDatabase, type TestDatabase } from "./database.js";
export { earlierTransactionsEnd } from "./earlier-transactions.js";
export { timeoutFactor } from "./timeout-factor.js";
export { startTestRedis, type TestRedis } from "./redis.js";
export { startSharedPostgres, type SharedPostgres } from "./shared-postgres.js";
