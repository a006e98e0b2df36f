export * from "./blocks-and-ignores.js";
export * from "./friend-routes.js";
export * from "./friends.js";
export * from "./subjects.js";
