export { senderOf } from "./address.js";
export { readJson } from "./body.js";
export type { ApiContext, Caller } from "./context.js";
export { answerErrors, asRallyError } from "./errors.js";
export { answer, type Authenticate, type MountedRoute } from "./guard.js";
export { measureRequests } from "./measure.js";
export { openApiDocument } from "./openapi.js";
export { chargeRates } from "./rates.js";
export { serveApp } from "./static-files.js";
