export * from "./custom-emoji-template.js";
export * from "./pull-expressions.js";
export * from "./registry.js";
