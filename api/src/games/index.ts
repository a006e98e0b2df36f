export { gameHandlers } from "./challenge-commands.js";
export { GameSockets } from "./game-sockets.js";
export { MatchServer } from "./match-server.js";
export type { GameContext } from "./matches.js";
export { gameRoutes } from "./routes.js";
