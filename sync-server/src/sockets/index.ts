export { ConversationSession, UserSession, type RoomSession } from "./room-session.js";
export { Peers } from "./peers.js";
