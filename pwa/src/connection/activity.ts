import { Observable, type Readable } from "../observable/index.js";

/** Milliseconds without input after which the user counts as away. */
const AWAY_AFTER = 60_000;
const signs = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart", "focus"];

/** Whether the user has been without input for a minute. */
export interface Activity {
  away: Readable<boolean>;
  stop(): void;
}

export function watchActivity(): Activity {
  const away = new Observable(false);
  const stopping = new AbortController();
  let timer: ReturnType<typeof setTimeout>;
  let lastSign = 0;
  const rest = (): void => away.set(true);
  const sign = (): void => {
    const now = Date.now();
    // A pointer moves hundreds of times a second; checking once a second is enough.
    if (!away.value && now - lastSign < 1_000) return;
    lastSign = now;
    away.set(false);
    clearTimeout(timer);
    timer = setTimeout(rest, AWAY_AFTER);
  };
  for (const name of signs) {
    addEventListener(name, sign, { passive: true, capture: true, signal: stopping.signal });
  }
  sign();
  return {
    away,
    stop() {
      stopping.abort();
      clearTimeout(timer);
    },
  };
}
