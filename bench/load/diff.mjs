// A stock Yjs client of y-websocket's server: fills the array `log` of a room, or fetches all of
// it.
import { setTimeout as pause } from "node:timers/promises";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { newId } from "@rally/shared/ids";
import { WebSocket } from "../setup/websocket.mjs";
import { answer } from "./answer.mjs";
import { entryOf } from "./updates.mjs";

answer(async ({ port, fill, expect, map = false }) => {
  const doc = new Y.Doc();
  const author = newId();
  if (fill !== undefined) {
    doc.transact(() => {
      const entries = Array.from({ length: fill }, (_, number) => entryOf(0, number, author));
      if (map) for (const entry of entries) doc.getMap("messages").set(entry.id, entry);
      else doc.getArray("log").push(entries);
    });
  }
  const held = () => (map ? doc.getMap("messages").size : doc.getArray("log").length);
  let bytes = 0;
  doc.on("update", (update) => (bytes += update.length));
  const began = performance.now();
  const provider = new WebsocketProvider(`ws://127.0.0.1:${port}`, map ? "map" : "log", doc, {
    WebSocketPolyfill: WebSocket,
    disableBc: true,
  });
  await new Promise((resolve) => provider.once("sync", resolve));
  const milliseconds = performance.now() - began;
  if (fill !== undefined) await pause(1_500); // the server may still be reading
  provider.destroy();
  if (expect !== undefined && held() !== expect)
    throw new Error(`${held()} of ${expect} entries arrived`);
  return { milliseconds, bytes };
});
