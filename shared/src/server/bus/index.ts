export type { Bus } from "./bus.js";
export type { Hints } from "./hints.js";
export { createLocalBus } from "./local-bus.js";
export { createPostgresBus } from "./postgres-bus.js";
export { createRedisBus } from "./redis-bus.js";
