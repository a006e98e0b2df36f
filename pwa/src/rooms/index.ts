export { openConversationRoom } from "./conversation-room.js";
export { openUserRoom, type UserRoom } from "./user-room.js";
