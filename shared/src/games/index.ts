export * from "./game.js";
export * from "./table.js";
export * from "./random.js";
export * from "./record.js";
export * from "./pong/index.js";
export * from "./connect-four/index.js";
