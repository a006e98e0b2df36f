export * from "./unstored.js";
