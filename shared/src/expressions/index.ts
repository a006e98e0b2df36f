export * from "./emoji.js";
