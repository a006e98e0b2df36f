// The upper limit for a durable server: updates that arrive during one INSERT go into the next
// INSERT, and are then sent to each socket as one frame. No permissions, ids, total order, history
// or document.
import { createServer } from "node:http";
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import pg from "pg";
import { WebSocketServer } from "../setup/websocket.mjs";

const { store } = JSON.parse(process.env.PEER_SETTINGS ?? "{}");
const client = new pg.Client(store);
await client.connect();

const ACK = 9;
const everyone = new Set();
let waiting = [];
let isStoring = false;

async function storeWhatWaits() {
  if (isStoring) return;
  isStoring = true;
  while (waiting.length > 0) {
    const batch = waiting;
    waiting = [];
    await client.query({
      name: "store",
      text: "insert into updates (bytes) select unnest($1::bytea[])",
      values: [batch.map(({ update }) => update)],
    });
    show(batch);
  }
  isStoring = false;
}

function show(batch) {
  const frame = frameOf(merged(batch.map(({ update }) => update)));
  for (const socket of everyone) socket.write(frame);
  const counts = new Map();
  for (const { socket } of batch) counts.set(socket, (counts.get(socket) ?? 0) + 1);
  for (const [socket, count] of counts) {
    const ack = Buffer.alloc(5);
    ack[0] = ACK;
    ack.writeUInt32LE(count, 1);
    socket.write(frameOf(ack));
  }
}

/**
 * Merges many updates into one. Each holds one struct of one client, in the client's order, and no
 * deletions.
 */
function merged(updates) {
  const clients = new Map();
  for (const update of updates) {
    const decoder = decoding.createDecoder(update);
    decoding.readVarUint(decoder);
    decoding.readVarUint(decoder);
    const client = decoding.readVarUint(decoder);
    const clock = decoding.readVarUint(decoder);
    const known = clients.get(client) ?? { clock, structs: [] };
    clients.set(client, known);
    known.structs.push(update.subarray(decoder.pos, -1));
  }
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, clients.size);
  for (const [client, { clock, structs }] of clients) {
    encoding.writeVarUint(encoder, structs.length);
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    for (const struct of structs) encoding.writeUint8Array(encoder, struct);
  }
  encoding.writeVarUint(encoder, 0);
  const update = encoding.toUint8Array(encoder);
  const sync = encoding.createEncoder();
  encoding.writeVarUint(sync, 0);
  encoding.writeVarUint(sync, 2);
  encoding.writeVarUint8Array(sync, update);
  return encoding.toUint8Array(sync);
}

/** Encodes a server's binary frame. */
function frameOf(payload) {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = 0x82;
  head[1] = length < 126 ? length : length < 65_536 ? 126 : 127;
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

const server = createServer();
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
server.on("upgrade", (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (webSocket) => {
    everyone.add(socket);
    webSocket.on("close", () => everyone.delete(socket));
    webSocket.on("message", (data) => {
      const decoder = decoding.createDecoder(data);
      decoder.pos = 2;
      waiting.push({ socket, update: Buffer.from(decoding.readVarUint8Array(decoder)) });
      void storeWhatWaits();
    });
  });
});
server.listen(0, "127.0.0.1", () => process.send?.({ port: server.address().port }));
process.once("disconnect", () => process.exit(0));
