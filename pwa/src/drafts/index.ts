export * from "./draft.js";
export * from "./merge.js";
export * from "./stored.js";
