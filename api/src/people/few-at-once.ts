import { RallyError } from "@rally/shared/errors";

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
