export * from "./emoji.js";
export * from "./stickers.js";
