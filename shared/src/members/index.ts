export * from "./commands.js";
export * from "./moderation.js";
export * from "./policy.js";
export * from "./routes.js";
