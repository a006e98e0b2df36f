export { createTestDatabase, type TestDatabase } from "./database.js";
export { setStage, type Stage } from "./stage.js";
