export { messageLogRoutes } from "./routes.js";
