export * from "./activity.js";
export * from "./connection.js";
