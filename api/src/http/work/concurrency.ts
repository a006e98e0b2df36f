import type { Writable } from "node:stream";
import { RallyError } from "@rally/shared/errors";

/**
 * Runs one task of a user at a time.
 * @throws RallyError `rate_limited` while another task of the user runs.
 */
export function onePerKey() {
  const busy = new Set<string>();
  return async <T>(userId: string, work: () => Promise<T>): Promise<T> => {
    if (busy.has(userId))
      throw new RallyError("rate_limited", "Only one at a time; another one is still running");
    busy.add(userId);
    try {
      return await work();
    } finally {
      busy.delete(userId);
    }
  };
}

/** The response whose "close" ends a wait. */
export type Waiter = Pick<Writable, "destroyed" | "once" | "off">;

/**
 * Runs at most `running` tasks at once, and queues up to `waiting` more, first in, first out. A
 * wait ends when its `response` closes.
 * @throws RallyError `unavailable` when the queue is full, or when `response` closes.
 */
export function limitConcurrency(running: number, waiting: number) {
  let busy = 0;
  const queue = new Set<() => void>();
  return async <T>(response: Waiter, work: () => Promise<T>): Promise<T> => {
    if (response.destroyed) throw disconnected();
    if (busy < running) busy += 1;
    else if (queue.size < waiting) await waitInQueue(queue, response);
    else throw new RallyError("unavailable", "Too many requests at once; try again in a moment");
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
 * Waits in `queue` until the function that it adds there is called.
 * @throws RallyError `unavailable` when `response` closes first.
 */
export function waitInQueue(queue: Set<() => void>, response?: Waiter): Promise<void> {
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
