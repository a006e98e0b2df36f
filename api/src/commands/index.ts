export {
  inConversation,
  inTransaction,
  type AfterCommit,
  type CommandHandler,
} from "./command-handler.js";
export { Dispatcher } from "./dispatch.js";
export { keyOf } from "./key.js";
export { commandRoutes } from "./routes.js";
