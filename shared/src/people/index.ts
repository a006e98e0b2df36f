export * from "./person.js";
export * from "./pictures.js";
export * from "./profile.js";
export * from "./routes.js";
