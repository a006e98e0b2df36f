export * from "./content-kinds.js";
