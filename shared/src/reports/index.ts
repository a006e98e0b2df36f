export * from "./commands.js";
export * from "./routes.js";
