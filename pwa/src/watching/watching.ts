import type { ReactiveController, ReactiveControllerHost } from "lit";
import { watch } from "../database/index.js";

/**
 * Keeps a component up to date with what it reads from the device's database. `query` is asked
 * again when what it read changes, or when `restart` is called because it asks something else.
 */
export class Watching<T> implements ReactiveController {
  value: T | undefined;
  /** Why the last reading failed; the component shows it. */
  error: unknown;
  private release: (() => void) | undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly query: () => (() => Promise<T>) | undefined,
    private readonly onValue?: (value: T) => void,
    /** Whether two values show the same; then nothing renders again. */
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
