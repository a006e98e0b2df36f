export * from "./closed.js";
export * from "./database.js";
export * from "./lineage.js";
export * from "./open.js";
export * from "./schema.js";
export * from "./storage.js";
export * from "./watch.js";
export * from "./shared-query.js";
