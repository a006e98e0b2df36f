export { startInOrder, type OnStop } from "./start-in-order.js";
export { runProcess, StartError, type Running } from "./run-process.js";
