export * from "./finding.js";
export * from "./known.js";
