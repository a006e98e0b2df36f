export * from "./emoji-data.js";
export * from "./recent-emoji.js";
export * from "./search-emoji.js";
export * from "./skin-tone.js";
