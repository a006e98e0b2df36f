import { Observable, type Readable } from "../observable/index.js";

const wide = matchMedia("(min-width: 56.25rem)");
const states = new Observable(wide.matches);
wide.addEventListener("change", () => {
  states.set(wide.matches);
});

/** Whether there is room for the list beside the page; the same bound as in the styles. */
export const twoPanes: Readable<boolean> = states;
