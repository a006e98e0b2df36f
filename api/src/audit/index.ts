export { insertServerAct, recordServerReading } from "./server-acts.js";
export { auditRoutes } from "./routes.js";
