export * from "./dates.js";
export * from "./error-sentences.js";
export * from "./locale.js";
export * from "./presence-word.js";
