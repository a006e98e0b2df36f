import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Milliseconds without a scroll event after which the list rests. */
const REST_MS = 250;

/**
 * Which messages have their menu. Messages that come into the list while it scrolls get theirs when it
 * rests: together they would take several frames.
 */
export class RowMenus implements ReactiveController {
  private ids: ReadonlySet<string> = new Set();
  private resting: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {}

  hostDisconnected(): void {
    clearTimeout(this.resting);
    this.resting = undefined;
  }

  /** Call it with each scroll event. */
  readonly scrolled = (): void => {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      this.resting = undefined;
      this.host.requestUpdate();
    }, REST_MS);
  };

  /** Whether a message has its menu; the one with the focus always has. */
  among(views: readonly { id: string }[], focused: string | undefined): (id: string) => boolean {
    const ids = views.map(({ id }) => id);
    const isResting = this.resting === undefined;
    this.ids = new Set(isResting ? ids : ids.filter((id) => this.ids.has(id)));
    return (id) => id === focused || this.ids.has(id);
  }
}
