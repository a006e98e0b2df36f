import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Readable } from "./observable.js";

/** Updates a component when a `Readable` changes, for as long as the component is connected. */
export class ObservableController<T> implements ReactiveController {
  private release: (() => void) | undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly source: () => Readable<T> | undefined,
    /** Called with each value, including the first, before the component renders it. */
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

  /** Subscribes again: call it when `source` returns another `Readable`. */
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
