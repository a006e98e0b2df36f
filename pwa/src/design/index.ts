export * from "./base-styles.js";
export * from "./button-styles.js";
export * from "./dialog-styles.js";
export * from "./field-styles.js";
export * from "./icons.js";
export * from "./mark.js";
export * from "./side-page.js";
export * from "./text-field.js";
