export { insertServerAct } from "./server-acts.js";
export { auditRoutes } from "./routes.js";
