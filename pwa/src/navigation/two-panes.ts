import { breakpoints } from "../design/index.js";
import type { Readable } from "../observable/index.js";

/** Whether there is room for the list beside the page; the same bound as in the styles. */
export const hasTwoPanes: Readable<boolean> = {
  get value() {
    return matchMedia(breakpoints.twoPanes).matches;
  },
  subscribe(listener) {
    const wide = matchMedia(breakpoints.twoPanes);
    const changed = (): void => listener(wide.matches);
    wide.addEventListener("change", changed);
    return () => {
      wide.removeEventListener("change", changed);
    };
  },
};
