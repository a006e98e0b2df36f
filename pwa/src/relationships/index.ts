export * from "./command-results.js";
export * from "./change-relation.js";
export * from "./ignored.js";
export * from "./listing.js";
export * from "./relation.js";
export { relationLabel } from "./relation-label.js";
export * from "./rows.js";
