export * from "./theme-choice.js";
export * from "./theme-styles.js";
export * from "./themes.js";
