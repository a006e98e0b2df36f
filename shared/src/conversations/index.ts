export * from "./changes.js";
export * from "./commands.js";
export * from "./content.js";
export * from "./fold.js";
export * from "./routes.js";
export * from "./ydoc.js";
