export * from "./after-paint.js";
export * from "./observing.js";
