// A relay without Yjs: forwards each frame unchanged to everyone in the room. It keeps no document,
// order or history, so a client that joins later receives nothing.
import { createServer } from "node:http";
import { WebSocketServer } from "../setup/websocket.mjs";

const rooms = new Map();
const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
sockets.on("connection", (socket, request) => {
  const room = rooms.get(request.url) ?? new Set();
  rooms.set(request.url, room.add(socket));
  socket.on("close", () => room.delete(socket));
  socket.on("message", (data) => {
    for (const other of room) other.send(data);
  });
});
server.listen(0, "127.0.0.1", () => process.send?.({ port: server.address().port }));
process.once("disconnect", () => process.exit(0));
