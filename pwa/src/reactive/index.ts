export * from "./observing.js";
