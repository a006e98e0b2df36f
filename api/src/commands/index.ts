export { inConversation, inTransaction, type CommandHandler } from "./command-handler.js";
export { Dispatcher } from "./dispatch.js";
export { forgetOld, idConflict } from "./remembered.js";
export { commandRoutes } from "./routes.js";
