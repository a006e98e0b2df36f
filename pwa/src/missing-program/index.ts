export * from "./place.js";
