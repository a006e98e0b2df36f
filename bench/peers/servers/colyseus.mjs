// Placed beside its package.json, so that Node resolves the packages installed here.
export { Room, Server } from "@colyseus/core";
export { schema } from "@colyseus/schema";
export { WebSocketTransport } from "@colyseus/ws-transport";
export { Client } from "colyseus.js";
