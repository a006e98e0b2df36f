export * from "./choosing.js";
export * from "./held.js";
export * from "./listed.js";
export * from "./reading.js";
