export { RallyError } from "@rally/shared/errors";
export * from "./call.js";
export * from "./network-error.js";
export * from "./request.js";
