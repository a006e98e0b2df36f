import type { Logger } from "../logger/index.js";
import type { Bus } from "./bus.js";
import type { Spoken } from "./hints.js";
import { Listeners } from "./listeners.js";

/** The bus of a Rally that is one process: what is said is heard at once. */
export function createLocalBus(logger?: Logger): Bus {
  const listeners = new Listeners(logger);
  const { self, subscribe, onReconnect } = listeners;
  return {
    self,
    shared: false,
    publish(topic, hint) {
      listeners.tell([topic, hint] as unknown as Spoken);
    },
    subscribe,
    onReconnect,
    close() {
      listeners.end();
      return Promise.resolve();
    },
  };
}
