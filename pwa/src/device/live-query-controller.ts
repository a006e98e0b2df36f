import type { ReactiveController, ReactiveControllerHost } from "lit";
import { watch } from "../database/index.js";

/**
 * Updates a component when the data that it reads from the database changes. `query` runs again
 * when that data changes, or when `restart` is called because the query itself is different.
 */
export class LiveQueryController<T> implements ReactiveController {
  value: T | undefined;
  /** The error of the last query; the component shows it. */
  error: unknown;
  private release: (() => void) | undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly query: () => (() => Promise<T>) | undefined,
    private readonly onValue?: (value: T) => void,
    /** Whether two values look the same; then the component does not render again. */
    private readonly same: (value: T, before: T | undefined) => boolean = Object.is,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.restart();
  }

  hostDisconnected(): void {
    this.release?.();
    this.release = undefined;
  }

  restart(): void {
    this.release?.();
    this.release = undefined;
    const query = this.query();
    if (!query) return;
    this.release = watch(
      query,
      (value) => {
        const same = this.same(value, this.value) && this.error === undefined;
        this.value = value;
        this.error = undefined;
        this.onValue?.(value);
        if (!same) this.host.requestUpdate();
      },
      (error) => {
        this.error = error;
        this.host.requestUpdate();
      },
    );
  }
}
