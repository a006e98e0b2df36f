export { ConversationRoom } from "./conversation-room.js";
export { ConversationRooms } from "./conversation-rooms.js";
export { SNAPSHOT_EVERY } from "./conversation-store.js";
export { UserRoom } from "./user-room.js";
export { UserRooms } from "./user-rooms.js";
export { readUserRoom, type UserRoomContents } from "./user-room-contents.js";
