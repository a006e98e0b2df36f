export { openConversationRoom } from "./open-conversation-room.js";
export { openUserRoom, type UserRoom } from "./open-user-room.js";
