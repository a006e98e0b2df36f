export * from "./search.js";
export * from "./stored-people.js";
export * from "./profiles.js";
export * from "./suggestions.js";
export * from "./named.js";
