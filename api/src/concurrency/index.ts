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

/**
 * Lets `running` pieces of work run at once and `waiting` wait for them, first come, first served.
 * @throws RallyError `unavailable` to whoever comes when as many wait already.
 */
export function fewAtOnce(running: number, waiting: number) {
  let busy = 0;
  const queue: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (busy < running) busy += 1;
    else if (queue.length < waiting) await new Promise<void>((begin) => queue.push(begin));
    else throw new RallyError("unavailable", "Too much at once; try again in a moment");
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next) next();
      else busy -= 1;
    }
  };
}
