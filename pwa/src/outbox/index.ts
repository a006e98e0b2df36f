export * from "./enqueue.js";
export * from "./flush.js";
export * from "./sender.js";
export type { ResultHandler } from "./settle.js";
export * from "./unsent.js";
export * from "./backoff.js";
