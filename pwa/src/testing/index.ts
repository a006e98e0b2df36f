export * from "./browser.js";
export * from "./network-proxy.js";
export * from "./setup.js";
export * from "./running.js";
