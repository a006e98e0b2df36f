import type { Logger } from "../logger/index.js";
import type { Bus } from "./bus.js";
import type { HintMessage } from "./hints.js";
import { Listeners } from "./listeners.js";

/** The bus of a single process: publishing delivers immediately. */
export function createLocalBus(logger?: Logger): Bus {
  const listeners = new Listeners(logger);
  const { self, subscribe, onReconnect } = listeners;
  return {
    self,
    shared: false,
    publish(topic, hint) {
      listeners.deliver([topic, hint] as unknown as HintMessage);
    },
    subscribe,
    onReconnect,
    close() {
      listeners.end();
      return Promise.resolve();
    },
  };
}
