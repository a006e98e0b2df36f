export { signInRoutes } from "./routes.js";
