export * from "./arguments.js";
export * from "./commands.js";
export * from "./parse.js";
