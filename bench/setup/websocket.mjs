import { createRequire } from "node:module";

/**
 * The `ws` version that Rally's sync server uses; the one at the root is an older version of
 * another package.
 */
const ws = createRequire(new URL("../../sync-server/package.json", import.meta.url))("ws");

export const { WebSocket, WebSocketServer } = ws;
