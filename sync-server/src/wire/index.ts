export { Connection } from "./connection.js";
export * from "./frames.js";
