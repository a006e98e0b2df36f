import { setMaxListeners } from "node:events";

// To be imported first: what many devices in one process need before a window is made for them.

// Dexie tells other tabs what changed, and would take all devices for tabs of one.
Reflect.deleteProperty(globalThis, "BroadcastChannel");
// All devices share the one window, and each listens for the network's return.
setMaxListeners(0);
