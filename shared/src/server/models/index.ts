export { blockedPairsSql, blockedUsersSql, isBlocked, isBlockedSql } from "./blocked.js";
export { Conversation, existsSql, metaJsonSql } from "./conversation.js";
export { Membership, mutedUntilSql } from "./membership.js";
export { Message, messageRow } from "./message.js";
export { Session } from "./session.js";
export {
  User,
  adminsOf,
  bannedError,
  bannedSql,
  isBanned,
  personJsonSql,
  personOf,
  ownProfileOf,
  profileOf,
  type PersonJson,
} from "./user.js";
