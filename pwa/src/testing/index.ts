export * from "./browser.js";
export * from "./line.js";
export * from "./scene.js";
export * from "./running.js";
