export * from "./appearing.js";
export * from "./last-seen.js";
