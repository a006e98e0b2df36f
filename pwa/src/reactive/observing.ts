import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Readable } from "../observable/index.js";

/** Keeps a component up to date with a `Readable` for as long as it is on the page. */
export class Observing<T> implements ReactiveController {
  private release: (() => void) | undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly source: () => Readable<T> | undefined,
    /** Called with each value, the first included, before the component renders it. */
    private readonly onValue?: (value: T) => void,
  ) {
    host.addController(this);
  }

  get value(): T | undefined {
    return this.source()?.value;
  }

  hostConnected(): void {
    this.follow();
  }

  hostDisconnected(): void {
    this.release?.();
    this.release = undefined;
  }

  /** Looks at the source again: to be called when it names another `Readable`. */
  follow(): void {
    this.release?.();
    const source = this.source();
    if (!source) return;
    this.onValue?.(source.value);
    this.release = source.subscribe((value) => {
      this.onValue?.(value);
      this.host.requestUpdate();
    });
    this.host.requestUpdate();
  }
}
