import type { Page } from "@playwright/test";

/** What the code of the games has under way in a page. */
interface Activity {
  frames: number;
  timers: number;
  /** Audio contexts that are not closed. */
  sounds: number;
}

declare global {
  var gamesActivity: (() => Activity) | undefined;
  /** The number of timers that were started since the load of the page. */
  var gamesTimersStarted: number | undefined;
}

/** Counts what the chunks of matches start in the page from its next load on. */
export async function trackActivity(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const isOfGames = (): boolean => /match-page|-pong|connect-four/.test(new Error().stack ?? "");
    const [frames, timers] = [new Set<number>(), new Set<number>()];
    const contexts = new Set<AudioContext>();
    const { requestAnimationFrame, cancelAnimationFrame, setTimeout, clearTimeout } = globalThis;

    globalThis.requestAnimationFrame = (callback) => {
      const id = requestAnimationFrame((now) => {
        frames.delete(id);
        callback(now);
      });
      if (isOfGames()) frames.add(id);
      return id;
    };
    globalThis.cancelAnimationFrame = (id) => {
      frames.delete(id);
      cancelAnimationFrame(id);
    };
    globalThis.setTimeout = ((
      callback: (...values: unknown[]) => void,
      ms?: number,
      ...values: unknown[]
    ) => {
      const run = (): void => {
        timers.delete(id);
        callback(...values);
      };
      const id = setTimeout(run, ms) as unknown as number;
      if (isOfGames()) {
        timers.add(id);
        globalThis.gamesTimersStarted = (globalThis.gamesTimersStarted ?? 0) + 1;
      }
      return id;
    }) as typeof globalThis.setTimeout;
    globalThis.clearTimeout = (id) => {
      timers.delete(id as number);
      clearTimeout(id);
    };
    globalThis.AudioContext = class extends AudioContext {
      constructor(options?: AudioContextOptions) {
        super(options);
        contexts.add(this);
      }
      override close(): Promise<void> {
        contexts.delete(this);
        return super.close();
      }
    };
    globalThis.gamesActivity = () => ({
      ...{ frames: frames.size, timers: timers.size, sounds: contexts.size },
    });
  });
}

export async function activityOf(page: Page): Promise<Activity | undefined> {
  return page.evaluate(() => globalThis.gamesActivity?.());
}

export async function timersStarted(page: Page): Promise<number> {
  return page.evaluate(() => globalThis.gamesTimersStarted ?? 0);
}
