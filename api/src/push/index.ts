export { startPushing } from "./sender.js";
export { pushRoutes } from "./subscriptions.js";
