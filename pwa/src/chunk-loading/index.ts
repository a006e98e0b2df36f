export * from "./load-chunk.js";
export * from "./place.js";
