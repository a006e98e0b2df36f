export { PresenceBoard } from "./presence-board.js";
