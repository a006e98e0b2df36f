export * from "./answers.js";
export * from "./fold.js";
export * from "./list.js";
export * from "./listed.js";
export * from "./starting.js";
export * from "./view.js";
export * from "./window.js";
export * from "./writing.js";
