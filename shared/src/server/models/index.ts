export { Conversation } from "./conversation.js";
export { Membership } from "./membership.js";
export { Message, messageRow } from "./message.js";
export { Session } from "./session.js";
export {
  User,
  adminsOf,
  bannedSql,
  blockedIdsSql,
  blockedSql,
  isBanned,
  personOf,
  profileOf,
} from "./user.js";
