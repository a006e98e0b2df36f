export * from "./addresses.js";
export * from "./router.js";
