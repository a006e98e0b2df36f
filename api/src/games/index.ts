export { gameHandlers } from "./challenge-commands.js";
export { openChallengesOf } from "./challenge-rows.js";
export { GameSockets } from "./game-sockets.js";
export { matchOf, newestMatchesOf } from "./match-rows.js";
export { MatchServer } from "./match-server.js";
export type { GameContext } from "./matches.js";
export { gameRoutes } from "./routes.js";
