export * from "./commands.js";
export * from "./policy.js";
export * from "./routes.js";
