export { RallyError } from "@rally/shared/errors";
export * from "./request.js";
