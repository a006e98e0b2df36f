import type { ReactiveController, ReactiveControllerHost } from "lit";
import { focusedElement } from "./focus.js";

/** Opens and closes a component's `wa-dialog`, and gives the focus back to where it was before. */
export class DialogController implements ReactiveController {
  open = false;
  /** Stays set until the dialog has faded out, so that it does not empty before the user's eyes. */
  filled = false;
  /** A number for `keyed`: another number is another element. */
  element = 0;
  private opener: HTMLElement | undefined;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {}

  show(opener = focusedElement()): void {
    this.opener = opener;
    this.open = this.filled = true;
    this.host.requestUpdate();
  }

  hide(): void {
    this.open = false;
    this.host.requestUpdate();
  }

  /** Closes at once: a dialog that fades out keeps the focus, so its element is replaced. */
  async replace(): Promise<void> {
    this.element += 1;
    this.empty();
    await this.host.updateComplete;
  }

  focusOpener(): void {
    this.opener?.focus();
  }

  /** For `wa-after-hide`. */
  readonly hidden = (): void => {
    this.empty();
    this.focusOpener();
  };

  private empty(): void {
    this.open = this.filled = false;
    this.host.requestUpdate();
  }
}
