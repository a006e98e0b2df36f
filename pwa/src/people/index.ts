export * from "./finding.js";
export * from "./known.js";
export * from "./pictures.js";
export * from "./profiles.js";
export * from "./unknown.js";
