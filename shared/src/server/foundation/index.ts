export { openFoundation, type Foundation, type StartOptions } from "./foundation.js";
export { runPart, type Listening } from "./run-part.js";
