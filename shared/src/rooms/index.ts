export * from "./addresses.js";
export * from "./awareness.js";
export * from "./close-codes.js";
export * from "./user-room.js";
