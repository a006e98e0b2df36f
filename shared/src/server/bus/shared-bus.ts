import type { Bus } from "./bus.js";
import type { Gathering } from "./gathering.js";
import type { Spoken } from "./hints.js";
import type { Listeners } from "./listeners.js";

/** A bus over a line to other processes: what is said is heard here at once, and there by the line. */
export function createSharedBus(
  listeners: Listeners,
  gathering: Gathering,
  endLine: () => Promise<void>,
): Bus {
  return {
    self: listeners.self,
    shared: true,
    publish(topic, hint) {
      const spoken = [topic, hint] as unknown as Spoken;
      listeners.tell(spoken);
      gathering.add(spoken);
    },
    subscribe: listeners.subscribe,
    onReconnect: listeners.onReconnect,
    async close() {
      gathering.flush();
      listeners.end();
      await endLine();
    },
  };
}
