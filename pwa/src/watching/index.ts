export * from "./device-context.js";
export * from "./watching.js";
