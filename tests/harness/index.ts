export { startRallyProcess, type RallyProcess, type RallyProcessOptions } from "./rally-process.js";
