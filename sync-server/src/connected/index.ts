export { ConnectedUsers, type Knowledge } from "./connected-users.js";
