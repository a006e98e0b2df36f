// A minimal y-websocket relay: one document per room, kept in memory. It stores nothing, has no
// authentication and lets everyone write. Used by benches only.
import { createServer } from "node:http";
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { readSyncMessage, writeSyncStep1, writeUpdate } from "y-protocols/sync";
import * as Y from "yjs";
import { WebSocketServer } from "../setup/websocket.mjs";

const SYNC = 0;
const rooms = new Map();

function roomOf(name) {
  const known = rooms.get(name);
  if (known) return known;
  const room = { doc: new Y.Doc(), sockets: new Set() };
  room.doc.on("update", (update) => {
    const frame = framed((encoder) => writeUpdate(encoder, update));
    for (const socket of room.sockets) socket.send(frame);
  });
  rooms.set(name, room);
  return room;
}

function framed(write) {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, SYNC);
  write(encoder);
  return encoding.toUint8Array(encoder);
}

const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
sockets.on("connection", (socket, request) => {
  const room = roomOf(request.url);
  room.sockets.add(socket);
  socket.on("close", () => room.sockets.delete(socket));
  socket.on("message", (data) => {
    const decoder = decoding.createDecoder(new Uint8Array(data));
    if (decoding.readVarUint(decoder) !== SYNC) return;
    const answer = framed((encoder) => readSyncMessage(decoder, encoder, room.doc, socket));
    if (answer.length > 1) socket.send(answer);
  });
  socket.send(framed((encoder) => writeSyncStep1(encoder, room.doc)));
});
server.listen(0, "127.0.0.1", () => process.send?.({ port: server.address().port }));
process.once("disconnect", () => process.exit(0));
