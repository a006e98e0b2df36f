import { msg } from "@lit/localize";
import { RallyError } from "@rally/shared/errors";
import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from "lit";
import type { Device } from "../../device/index.js";
import { NetworkError } from "../../http/index.js";
import { errorSentence } from "../../localization/index.js";

/** Milliseconds between a failure and the next request. */
const PAUSE = 3_000;

/** Fetches messages that are not on this device when the user scrolls to them. */
export class OlderMessages implements ReactiveController {
  private problem = "";
  private loading = false;
  private resting = false;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {}

  /** Asks the server for older messages. `now`: the user asked for it, so that no pause is kept. */
  async load(device: Device, conversationId: string, { now = false } = {}): Promise<void> {
    if (this.loading || (this.resting && !now)) return;
    this.loading = true;
    this.host.requestUpdate();
    try {
      await device.loadOlder(conversationId);
      this.problem = "";
    } catch (error) {
      // After any error: the list checks again at once, and would send requests endlessly.
      this.rest();
      if (error instanceof NetworkError)
        this.problem = msg(
          "Older messages aren't on this device yet. They'll load when you're back online.",
        );
      else if (error instanceof RallyError) this.problem = errorSentence(error.code);
      else throw error;
    } finally {
      this.loading = false;
      this.host.requestUpdate();
    }
  }

  /** @param retry loads again what could not be loaded; a pull past the top does the same. */
  template(retry: () => void): TemplateResult {
    const problem = this.loading ? "" : this.problem;
    return html`<div class="older">
      <p role="status">${problem || msg("Loading older messages…")}</p>
      ${problem ? html`<button class="button" @click=${retry}>${msg("Try again")}</button>` : nothing}
    </div>`;
  }

  private rest(): void {
    this.resting = true;
    setTimeout(() => {
      this.resting = false;
    }, PAUSE);
  }
}
