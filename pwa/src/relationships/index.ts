export * from "./command-results.js";
export * from "./changing.js";
export * from "./ignored.js";
export * from "./listing.js";
export * from "./relation.js";
export { relationWords } from "./relation-words.js";
export * from "./rows.js";
