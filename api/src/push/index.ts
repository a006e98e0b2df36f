export { claimDue } from "./due.js";
export { startPushing } from "./sender.js";
export { pushRoutes } from "./subscriptions.js";
