export {
  inConversation,
  inSteps,
  transactionHandler,
  type AfterCommit,
  type CommandHandler,
  type CommandStep,
} from "./command-handler.js";
export { Dispatcher } from "./dispatch.js";
export { commandIdFrom } from "./command-identity.js";
export { commandRoutes } from "./routes.js";
