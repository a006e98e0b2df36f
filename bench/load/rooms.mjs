import { roomName, socketProtocols } from "@rally/shared/rooms";
import { RoomSocket } from "./room-socket.mjs";
import { emptyStep1, hocuspocusAuth, prefixOf } from "./updates.mjs";

const JOIN_MS = 60_000;

/**
 * Opens a socket in a room of any of the systems and resolves once its first sync is complete.
 * @param {{ kind: "rally" | "hocuspocus" | "y-websocket" | "raw", port: number }} system
 * @param {{ room: string, kind?: "conversation" | "user", accessToken?: string, whole?: boolean,
 * times?: boolean }} place
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
    const timeout = setTimeout(
      () =>
        reject(
          new Error(`${kind}: no first sync; ${socket.problem ?? "the server did not answer"}`),
        ),
      JOIN_MS,
    );
    socket.onJoined = (payload) => {
      clearTimeout(timeout);
      if (payload) socket.firstSync = Buffer.from(payload);
      resolve();
    };
    if (name !== undefined) socket.send(hocuspocusAuth(name));
    socket.send(emptyStep1(name));
  });
  socket.onJoined = undefined;
  return socket;
}

/** Calls `work` for each item, `atOnce` at a time. */
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
