export {
  openConversationRoom,
  type ConversationRoom,
  type RoomPresence,
} from "./conversation-room.js";
export type { RoomStatus } from "./room-socket.js";
export { openUserRoom, type UserRoom } from "./user-room.js";
