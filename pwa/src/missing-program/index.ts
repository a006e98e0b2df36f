import { Observable, type Readable } from "../observable/index.js";

const missing = new Observable(false);
/** Whether a part of the app could not be fetched: the server has a newer one, or cannot be reached. */
export const programMissing: Readable<boolean> = missing;

/** Follows the event that the bundler's loader of parts gives when one does not come. */
export function watchForMissingPrograms(): void {
  addEventListener("vite:preloadError", () => missing.set(true));
}
