import { roomName, socketProtocols } from "@rally/shared/rooms";
import { RoomSocket } from "./room-socket.mjs";
import { emptyStep1, hocuspocusAuth, prefixOf } from "./updates.mjs";

const JOIN_MS = 60_000;

/**
 * Opens a socket in a room of whichever system and resolves once it has had its first sync.
 * @param {{ kind: "rally" | "hocuspocus" | "y-websocket" | "raw", port: number }} system
 * @param {{ room: string, kind?: "conversation" | "user", accessToken?: string, whole?: boolean, times?: boolean }} place
 */
export async function join({ kind, port }, { room, accessToken, whole, times, ...place }) {
  const name = kind === "hocuspocus" ? room : undefined;
  const socket = new RoomSocket({
    ...{ port, whole, times, prefix: name === undefined ? 0 : prefixOf(name) },
    path: kind === "rally" ? `/sync/${roomName(place.kind ?? "conversation", room)}` : `/${room}`,
    protocols: kind === "rally" ? socketProtocols(accessToken) : [],
  });
  await socket.opened;
  if (kind === "raw") return socket;
  await new Promise((resolve, reject) => {
    const patience = setTimeout(
      () => reject(new Error(`${kind}: no first sync; ${socket.problem ?? "it is silent"}`)),
      JOIN_MS,
    );
    socket.onJoined = (payload) => {
      clearTimeout(patience);
      if (payload) socket.firstSync = Buffer.from(payload);
      resolve();
    };
    if (name !== undefined) socket.send(hocuspocusAuth(name));
    socket.send(emptyStep1(name));
  });
  socket.onJoined = undefined;
  return socket;
}

/** Does `work` for each, so many at a time. */
export async function eachOf(items, atOnce, work) {
  const results = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next;
      next += 1;
      results[index] = await work(items[index], index);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}
