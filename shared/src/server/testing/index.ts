export { createTestDatabase, type TestDatabase } from "./database.js";
export { patience } from "./patience.js";
export { startTestRedis, type TestRedis } from "./redis.js";
export { setStage, type Stage } from "./stage.js";
