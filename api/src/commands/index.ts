export {
  inConversation,
  inSteps,
  transactionHandler,
  type AfterCommit,
  type CommandHandler,
  type CommandStep,
  type ConversationHandler,
} from "./command-handler.js";
export { Dispatcher, type CommandCaller } from "./dispatch.js";
export { commandIdFrom } from "./command-identity.js";
export { commandRoutes } from "./routes.js";
