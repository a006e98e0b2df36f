export * from "./batching.js";
export * from "./retry.js";
export * from "./single-flight.js";
