export {
  GuardedSockets,
  type GuardedProtocol,
  type GuardedSocketsContext,
} from "./guarded-sockets.js";
