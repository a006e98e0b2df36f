export {
  writeNotifications,
  type NotificationDraft,
  type Seen,
  type UserVersion,
} from "./write.js";
