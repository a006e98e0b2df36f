export { RallyError } from "@rally/shared/errors";
export * from "./network-error.js";
export * from "./request.js";
