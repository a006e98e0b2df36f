import { Observable, type Readable } from "../observable/index.js";

/** The event of browsers that can install web apps. */
interface InstallOffer extends Event {
  prompt(): Promise<{ outcome: "accepted" | "dismissed" }>;
}

const offer = new Observable<InstallOffer | undefined>(undefined);
const wasInstalled = new Observable(false);

/** The browser's offer to install Rally; undefined if there is none, or Rally is installed. */
export const installOffer: Readable<InstallOffer | undefined> = offer;

/** Whether Rally was installed from this page, which goes on in the browser's own window. */
export const installedHere: Readable<boolean> = wasInstalled;

let watching = false;

/** The offer comes once, and early: the component that shows it may not be loaded yet. */
export function watchInstallOffer(): void {
  if (watching) return;
  watching = true;
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer.set(event as InstallOffer);
  });
  addEventListener("appinstalled", () => {
    offer.set(undefined);
    wasInstalled.set(true);
  });
}

/** Shows the browser's install prompt. An offer can be used only once. */
export async function install(): Promise<void> {
  const made = offer.value;
  offer.set(undefined);
  await made?.prompt();
}

/** Whether this runs as an app of its own already, or was just made one. */
export function isInstalled(): boolean {
  return wasInstalled.value || matchMedia("(display-mode: standalone)").matches;
}
