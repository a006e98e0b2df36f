export * from "./device.js";
export * from "./live-query-controller.js";
export * from "./online-controller.js";
