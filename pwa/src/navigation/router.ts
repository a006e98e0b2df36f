import { Observable, type Readable } from "../observable/index.js";
import { canonicalPath, entryOf, pageAt, pageKey, type Page } from "./addresses.js";

/** Decides whether the user may leave a page. */
export type LeaveGuard = () => Promise<boolean>;

/**
 * The app's part of the browser history: handles links of this origin, back and forward, and
 * publishes the page. Each history entry stores how many entries of the app precede it.
 */
export class Router {
  private readonly current = new Observable<Page>({ name: "conversations" });
  private guard: LeaveGuard | undefined;
  /** The entry that is shown; differs from the browser's while a step is undone. */
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

  /** Navigates to an address of this app; `replace` adds no history entry. */
  go(path: string, options: { replace?: boolean } = {}): void {
    void this.unlessHeld(() => {
      this.show(path, options);
    });
  }

  /** Goes back to the previous page, or to `fallback` if that was not in this app. */
  back(fallback: string): void {
    if (depthOf(history.state) > 0) history.back();
    else this.go(fallback, { replace: true });
  }

  /**
   * Calls `guard` before the user leaves the page by a link, a button or the history.
   * @returns a function that removes it.
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
    // All tabs of a page share one history entry.
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
    // The page has read the mailed token: remove it from the address bar and the history.
    if (entryOf(page).clearsHash) {
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
    // The browser has already moved: move back, and forward again when the guard agrees.
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

/** Whether a click should be handled here: no new tab, no download, not handled already. */
export function isPlainClick(event: MouseEvent): boolean {
  const { defaultPrevented, button, metaKey, ctrlKey, shiftKey, altKey } = event;
  return !defaultPrevented && button === 0 && !metaKey && !ctrlKey && !shiftKey && !altKey;
}

function depthOf(state: unknown): number {
  const depth = (state as { depth?: unknown } | null)?.depth;
  return typeof depth === "number" ? depth : 0;
}

/** The router of this page. */
export const router = new Router();
