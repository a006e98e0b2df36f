// Opens rooms one after another as an empty device, and measures from its step 1 until all of step
// 2 has arrived.
import { setTimeout as pause } from "node:timers/promises";
import { roomName, socketProtocols } from "@rally/shared/rooms";
import { answer } from "./answer.mjs";
import { join } from "./rooms.mjs";
import { RoomSocket } from "./room-socket.mjs";
import { emptyStep1 } from "./updates.mjs";

const REHEARSED = 50;

answer(async ({ system, rooms, accessToken, times, handshakeMs, rehearsal }) => {
  for (let number = 0; number < REHEARSED; number += 1) {
    const place = { room: "rehearsal" };
    (await join({ kind: "y-websocket", port: rehearsal }, place)).close();
  }
  const opened = rooms.map(() => ({ milliseconds: [], bytes: 0 }));
  for (let number = 0; number < times; number += 1) {
    // Each room is opened first equally often.
    for (const turn of rooms.keys()) {
      const index = (turn + number) % rooms.length;
      const { milliseconds, bytes } = await open(system, rooms[index], accessToken, handshakeMs);
      opened[index].milliseconds.push(milliseconds);
      opened[index].bytes = bytes;
    }
  }
  return opened;
});

/** `handshakeMs`: milliseconds to wait for the handshake, which is not measured */
async function open({ kind, port }, room, accessToken, handshakeMs) {
  const isRally = kind === "rally";
  const socket = new RoomSocket({
    port,
    path: isRally ? `/sync/${roomName("conversation", room)}` : `/${room}`,
    protocols: isRally ? socketProtocols(accessToken) : [],
  });
  await socket.opened;
  await pause(handshakeMs);
  const asked = performance.now();
  const answered = new Promise((resolve, reject) => {
    socket.onJoined = (payload, length) =>
      resolve({ milliseconds: performance.now() - asked, bytes: length });
    setTimeout(() => reject(new Error(`No step 2: ${socket.problem}`)), 30_000).unref();
  });
  socket.send(emptyStep1());
  const result = await answered;
  socket.close();
  return result;
}
