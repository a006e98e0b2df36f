export * from "./keys.js";
export * from "./register-shortcuts.js";
export * from "./shortcuts.js";
