export * from "./glicko2.js";
