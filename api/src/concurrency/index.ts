import type { Writable } from "node:stream";
import { RallyError } from "@rally/shared/errors";

/**
 * Lets one piece of work of each user run at a time.
 * @throws RallyError `rate_limited` to a user whose work is under way.
 */
export function oneOfEach() {
  const busy = new Set<string>();
  return async <T>(userId: string, work: () => Promise<T>): Promise<T> => {
    if (busy.has(userId))
      throw new RallyError("rate_limited", "One at a time; the other is on its way");
    busy.add(userId);
    try {
      return await work();
    } finally {
      busy.delete(userId);
    }
  };
}

/** What stops a wait: it closes when its client disconnects. */
export type Waiter = Pick<Writable, "destroyed" | "once" | "off">;

/**
 * Lets `running` pieces of work run at once and `waiting` wait for them, first come, first served. A
 * wait ends when its `response` closes, and its place is free again.
 * @throws RallyError `unavailable` when `waiting` pieces of work wait already, or when `response`
 * closes
 */
export function fewAtOnce(running: number, waiting: number) {
  let busy = 0;
  const queue = new Set<() => void>();
  return async <T>(response: Waiter, work: () => Promise<T>): Promise<T> => {
    if (response.destroyed) throw disconnected();
    if (busy < running) busy += 1;
    else if (queue.size < waiting) await waitInLine(queue, response);
    else throw new RallyError("unavailable", "Too much at once; try again in a moment");
    try {
      return await work();
    } finally {
      const [next] = queue;
      if (next) next();
      else busy -= 1;
    }
  };
}

/**
 * Waits at the end of `queue` until the function that it adds there is called.
 * @throws RallyError `unavailable` when `response` closes first
 */
export function waitInLine(queue: Set<() => void>, response?: Waiter): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      queue.delete(begin);
      response?.off("close", leave);
    };
    const begin = (): void => {
      stop();
      resolve();
    };
    const leave = (): void => {
      stop();
      reject(disconnected());
    };
    if (response?.destroyed) {
      leave();
      return;
    }
    queue.add(begin);
    response?.once("close", leave);
  });
}

const disconnected = (): RallyError => new RallyError("unavailable", "The client disconnected");
