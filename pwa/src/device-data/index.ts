export * from "./device-data.js";
