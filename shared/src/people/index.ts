export * from "./person.js";
export * from "./profile.js";
export * from "./routes.js";
