export type { Bus, Hints } from "./bus.js";
export { createLocalBus } from "./local-bus.js";
export { createPostgresBus } from "./postgres-bus.js";
