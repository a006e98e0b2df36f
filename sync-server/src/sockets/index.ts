export { conversationSession, userSession, type RoomSession } from "./room-session.js";
