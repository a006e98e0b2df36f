import { msg } from "@lit/localize";
import { RallyError } from "@rally/shared/errors";
import {
  html,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from "lit";
import type { Device } from "../device/index.js";
import { NetworkError } from "../http/index.js";
import { errorSentence } from "../localization/index.js";

/** After a failure the server is left alone for this long. */
const PAUSE = 3_000;

/** Fetches, when one scrolls to them, messages that are not on this device yet. */
export class OlderMessages implements ReactiveController {
  private problem = "";
  private loading = false;
  private resting = false;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {}

  async load(device: Device, conversationId: string): Promise<void> {
    if (this.loading || this.resting) return;
    this.loading = true;
    this.host.requestUpdate();
    try {
      await device.loadOlder(conversationId);
      this.problem = "";
    } catch (error) {
      // Whatever failed: the list looks around again at once, and would ask without end.
      this.rest();
      if (error instanceof NetworkError)
        this.problem = msg(
          "Earlier messages are not on this device yet. They come when you are back online.",
        );
      else if (error instanceof RallyError) this.problem = errorSentence(error.code);
      else throw error;
    } finally {
      this.loading = false;
      this.host.requestUpdate();
    }
  }

  template(): TemplateResult {
    return html`<p class="older" role="status">
      ${this.problem || msg("Loading earlier messages…")}
    </p>`;
  }

  private rest(): void {
    this.resting = true;
    setTimeout(() => {
      this.resting = false;
    }, PAUSE);
  }
}
