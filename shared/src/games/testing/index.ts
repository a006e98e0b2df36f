export * from "./random-match.js";
export * from "./hash.js";
