export * from "./random-match.js";
