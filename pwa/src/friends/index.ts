export * from "./answers.js";
export * from "./changing.js";
export * from "./listing.js";
export * from "./relation.js";
export * from "./rows.js";
