export * from "./commands.js";
export * from "./policy.js";
export * from "./roles.js";
export * from "./routes.js";
