export { clientAddress, clientIp } from "@rally/shared/server/addresses";
export { openBodies, type RequestBody } from "./bodies/bodies.js";
export type { ApiContext, Caller, LimitMail } from "./context.js";
export { answerErrors, asRallyError } from "./errors.js";
export {
  handleRoute,
  type Authenticate,
  type MountedRoute,
  type RequestChecks,
} from "./handle-route.js";
export { healthRoutes, measureRequests } from "./operations.js";
export { openApiDocument } from "./openapi.js";
export { keepReleases } from "./static/releases.js";
export { securityHeaders } from "./security-headers.js";
export { limitRates, sharedLimiter, take } from "./work/rates.js";
export { serveApp } from "./static/static-files.js";
export { limitWork, type Work } from "./work/work.js";
export { limitConcurrency, onePerKey } from "./work/concurrency.js";
export { serveFiles } from "./static/stored-files.js";
