export { openServices, type Services, type StartOptions } from "./services.js";
export { runServer, type Listening } from "./run-server.js";
