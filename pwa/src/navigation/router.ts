import { Observable, type Readable } from "../observable/index.js";
import { canonicalPath, pageAt, pageKey, type Page } from "./addresses.js";

/** Asks whether a page may be left. */
export type LeaveGuard = () => Promise<boolean>;

/**
 * The app's place in the browser's history: follows links of this origin, back and forward, and
 * publishes the page. Each entry of the history knows how many entries of the app precede it.
 */
export class Router {
  private readonly current = new Observable<Page>({ name: "conversations" });
  private guard: LeaveGuard | undefined;
  /** The entry that is shown; behind the browser's own while a step is undone. */
  private depth = 0;
  private undoing = false;

  get page(): Readable<Page> {
    return this.current;
  }

  start(): void {
    this.changed();
    window.addEventListener("popstate", this.stepped);
    window.addEventListener("hashchange", this.changed);
    document.addEventListener("click", this.followLink);
  }

  /** Goes to an address of this app; `replace` leaves no entry to come back to. */
  go(path: string, options: { replace?: boolean } = {}): void {
    void this.unlessHeld(() => {
      this.show(path, options);
    });
  }

  /** Goes back to where the user came from; to `fallback` where that was not in this app. */
  back(fallback: string): void {
    if (depthOf(history.state) > 0) history.back();
    else this.go(fallback, { replace: true });
  }

  /**
   * Asks `guard` before the page is left by a link, a button or a step in the history.
   * @returns a function that releases it.
   */
  guardLeaving(guard: LeaveGuard): () => void {
    this.guard = guard;
    return () => {
      if (this.guard === guard) this.guard = undefined;
    };
  }

  private show(path: string, { replace = false }: { replace?: boolean }): void {
    const samePage = pageKey(pageAt(new URL(path, location.origin))) === pageKey(this.page.value);
    const depth = depthOf(history.state);
    // The tabs of a page are one step together.
    if (replace || (samePage && path !== location.pathname))
      history.replaceState({ depth }, "", path);
    else if (path !== location.pathname) history.pushState({ depth: depth + 1 }, "", path);
    this.changed();
  }

  private async unlessHeld(leave: () => void): Promise<void> {
    const { guard } = this;
    if (!guard) leave();
    else if (await guard()) {
      this.guard = undefined;
      leave();
    }
  }

  private readonly changed = (): void => {
    this.depth = depthOf(history.state);
    const page = pageAt(location);
    const path = canonicalPath(location.pathname);
    if (path !== location.pathname) history.replaceState(history.state, "", path + location.hash);
    this.current.set(page);
    // A mailed token is the page's from here on, and not the address bar's nor the history's.
    if (page.name === "reset" || page.name === "confirm") {
      history.replaceState(history.state, "", location.pathname);
    }
  };

  private readonly stepped = (): void => {
    if (this.undoing) {
      this.undoing = false;
      return;
    }
    const steps = depthOf(history.state) - this.depth;
    if (!this.guard || steps === 0) {
      this.changed();
      return;
    }
    // The browser has gone already: it comes back, and goes again once the guard has agreed.
    this.undoing = true;
    history.go(-steps);
    void this.unlessHeld(() => {
      history.go(steps);
    });
  };

  private readonly followLink = (event: MouseEvent): void => {
    if (!isPlainClick(event)) return;
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    if (!link || link.target || link.hasAttribute("download") || !link.href) return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || url.hash) return;
    event.preventDefault();
    this.go(url.pathname);
  };
}

/** Whether a click means what it is on, here: no new tab, no download, nobody else's already. */
export function isPlainClick(event: MouseEvent): boolean {
  const { defaultPrevented, button, metaKey, ctrlKey, shiftKey, altKey } = event;
  return !defaultPrevented && button === 0 && !metaKey && !ctrlKey && !shiftKey && !altKey;
}

function depthOf(state: unknown): number {
  const depth = (state as { depth?: unknown } | null)?.depth;
  return typeof depth === "number" ? depth : 0;
}

/** The one router of this page. */
export const router = new Router();
