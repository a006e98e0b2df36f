export * from "./commands.js";
export * from "./disturb.js";
export * from "./levels.js";
export * from "./mentions.js";
export * from "./notification.js";
export * from "./routes.js";
