export * from "./confirming.js";
