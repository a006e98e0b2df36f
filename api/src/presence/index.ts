export { presenceHandlers } from "./commands.js";
export { presenceRoutes } from "./routes.js";
export { sightingOf } from "./sightings.js";
