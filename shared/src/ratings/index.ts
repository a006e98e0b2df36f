export * from "./glicko2.js";
export * from "./rating.js";
export * from "./season.js";
