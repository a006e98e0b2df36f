export * from "./relation-results.js";
export * from "./change-relation.js";
export * from "./ignored.js";
export * from "./read-relationships.js";
export * from "./relation.js";
export { relationLabel } from "./relation-label.js";
export * from "./rows.js";
