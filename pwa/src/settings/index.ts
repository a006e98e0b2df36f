export * from "./signing-out.js";
export * from "./theme.js";
