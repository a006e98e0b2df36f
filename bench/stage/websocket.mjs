import { createRequire } from "node:module";

/** The `ws` that Rally's own sockets run on; the one at the root is an older one, of another package's. */
const ws = createRequire(new URL("../../sync-server/package.json", import.meta.url))("ws");

export const { WebSocket, WebSocketServer } = ws;
