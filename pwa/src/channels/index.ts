export * from "./joins.js";
export * from "./visibility-choice.js";
