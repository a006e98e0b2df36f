// A server without rules: the two sockets of a match receive 12 bytes 30 times a second, the number of
// the step first. One clock moves all matches.
import { createServer } from "node:http";
import { WebSocketServer } from "../setup/websocket.mjs";

const STEPS_PER_SECOND = 60;
const matches = new Map();
const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
sockets.on("connection", (socket, request) => {
  const match = matches.get(request.url) ?? { step: 0, sockets: new Set() };
  matches.set(request.url, match);
  match.sockets.add(socket);
  socket.on("message", () => undefined);
  socket.on("close", () => matches.delete(request.url));
});

const origin = performance.now();
let done = 0;
function tick() {
  const due = Math.floor(((performance.now() - origin) * STEPS_PER_SECOND) / 1_000);
  for (const match of matches.values()) if (match.sockets.size === 2) advance(match, due - done);
  done = due;
  setTimeout(
    tick,
    Math.max(0, origin + ((done + 1) * 1_000) / STEPS_PER_SECOND - performance.now()),
  );
}

function advance(match, steps) {
  const before = match.step;
  match.step += steps;
  if (before >> 1 === match.step >> 1) return;
  const frame = Buffer.alloc(12);
  frame.writeUInt32BE(match.step);
  for (const socket of match.sockets) socket.send(frame);
}

tick();
server.listen(0, "127.0.0.1", () => process.send?.({ port: server.address().port }));
process.once("disconnect", () => process.exit(0));
