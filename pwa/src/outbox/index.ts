export * from "./enqueue.js";
export * from "./flush.js";
export * from "./sender.js";
export * from "./unsent.js";
