import { Observable, type Readable } from "../observable/index.js";

/** What browsers that can install an app offer, before a page may ask them to. */
interface InstallOffer extends Event {
  prompt(): Promise<{ outcome: "accepted" | "dismissed" }>;
}

const offer = new Observable<InstallOffer | undefined>(undefined);

/** The browser's offer to install Rally; undefined where it makes none, or Rally is installed. */
export const installOffer: Readable<InstallOffer | undefined> = offer;

let watching = false;

/** The offer comes once, and early: whoever shows it may not be loaded yet. */
export function watchInstalling(): void {
  if (watching) return;
  watching = true;
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer.set(event as InstallOffer);
  });
  addEventListener("appinstalled", () => offer.set(undefined));
}

/** Asks the user, in the browser's own words. An offer can be taken once. */
export async function install(): Promise<void> {
  const made = offer.value;
  offer.set(undefined);
  await made?.prompt();
}

/** Whether this runs as an app of its own already. */
export function isInstalled(): boolean {
  return matchMedia("(display-mode: standalone)").matches;
}
