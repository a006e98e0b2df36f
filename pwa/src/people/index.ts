export * from "./finding.js";
export * from "./known.js";
export * from "./profiles.js";
export * from "./suggesting.js";
