export * from "./keys.js";
export * from "./registering.js";
export * from "./shortcuts.js";
