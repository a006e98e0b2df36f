export * from "./arguments.js";
export * from "./commands.js";
export * from "./parse.js";
export * from "./run-text.js";
export * from "./texts.js";
