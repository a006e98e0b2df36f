export * from "./changes/index.js";
export * from "./commands.js";
export * from "./content.js";
export * from "./edits.js";
export * from "./pins.js";
export * from "./reactions.js";
export * from "./routes.js";
export * from "./ydoc.js";
