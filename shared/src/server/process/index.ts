export { beginInTurn, type Ending } from "./in-turn.js";
export { runProcess, type Running } from "./run-process.js";
export { StartError } from "./start-error.js";
