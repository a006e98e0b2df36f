export { notificationHandlers } from "./commands.js";
export {
  countUnread,
  disturbOf,
  newestNotifications,
  notificationsBetween,
  notificationToPush,
  readLately,
  unreadNotifications,
} from "./list.js";
export { notify, settle } from "./notify.js";
export { processBatch } from "./message-batch.js";
export { notificationRoutes } from "./routes.js";
export { startNotificationWork } from "./work.js";
