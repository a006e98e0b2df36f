export * from "./pending-invite.js";
