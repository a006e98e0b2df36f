import { setMaxListeners } from "node:events";

// Import this first: it prepares the process for many devices before a window is created.

// Without BroadcastChannel, Dexie does not treat the devices as tabs of one browser.
Reflect.deleteProperty(globalThis, "BroadcastChannel");
// All devices share one window, and each listens for the network's return.
setMaxListeners(0);
