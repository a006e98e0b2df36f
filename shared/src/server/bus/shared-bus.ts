import type { Bus } from "./bus.js";
import type { HintBatcher } from "./hint-batcher.js";
import type { HintMessage } from "./hints.js";
import type { Listeners } from "./listeners.js";

/**
 * A bus with a transport to other processes: publishing delivers immediately in this process, and
 * through the transport to others.
 */
export function createSharedBus(
  listeners: Listeners,
  batcher: HintBatcher,
  endLine: () => Promise<void>,
): Bus {
  return {
    self: listeners.self,
    shared: true,
    publish(topic, hint) {
      const message = [topic, hint] as unknown as HintMessage;
      listeners.deliver(message);
      batcher.add(message);
    },
    subscribe: listeners.subscribe,
    onReconnect: listeners.onReconnect,
    async close() {
      batcher.flush();
      listeners.end();
      await endLine();
    },
  };
}
