export { slashTextHandler } from "./plan.js";
