export { createChallenge } from "./challenge-actions.js";
export { gameEntries } from "./game-entries.js";
