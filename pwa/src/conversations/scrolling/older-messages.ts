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
import { waitAfter } from "../../outbox/index.js";

/** What the list says at an end where messages are missing. */
export interface PagingWords {
  loading: () => string;
  offline: () => string;
}

const olderWords: PagingWords = {
  loading: () => msg("Loading older messages…"),
  offline: () =>
    msg("Older messages aren't on this device yet. They'll load when you're back online."),
};

export const newerWords: PagingWords = {
  loading: () => msg("Loading newer messages…"),
  offline: () =>
    msg("Newer messages aren't on this device yet. They'll load when you're back online."),
};

/**
 * Fetches messages that are not on this device when the user scrolls to them. After a failure it
 * waits, longer each time, and then renders its host, which asks again if they are still in reach.
 */
export class OlderMessages implements ReactiveController {
  private problem = "";
  private loading = false;
  private failures = 0;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private conversationId: string | undefined;
  private isConnected = false;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly words: PagingWords = olderWords,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.isConnected = true;
  }

  hostDisconnected(): void {
    this.isConnected = false;
    this.stopWaiting();
  }

  /**
   * Asks the server for older messages.
   * @param options.now the user asked for it, so it does not wait.
   * @param options.fetch how to ask; by default for those before the stored ones.
   */
  async load(
    device: Device,
    conversationId: string,
    { now = false, fetch = () => device.loadOlder(conversationId) } = {},
  ): Promise<void> {
    if (conversationId !== this.conversationId) this.startOver(conversationId);
    // A list that is gone may still render, and would ask for ever.
    if (!this.isConnected || this.loading || (this.waiting && !now)) return;
    this.loading = true;
    this.stopWaiting();
    this.host.requestUpdate();
    try {
      await fetch();
      this.problem = "";
      this.failures = 0;
    } catch (error) {
      // After any error: the list checks again at once, and would send requests endlessly.
      this.wait(error instanceof RallyError ? error.retryAfter : undefined);
      if (error instanceof NetworkError) this.problem = this.words.offline();
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
      <p role="status">${problem || this.words.loading()}</p>
      ${problem ? html`<button class="button" @click=${retry}>${msg("Try again")}</button>` : nothing}
    </div>`;
  }

  private startOver(conversationId: string): void {
    this.conversationId = conversationId;
    this.problem = "";
    this.failures = 0;
    this.stopWaiting();
  }

  private wait(retryAfter: number | undefined): void {
    this.failures += 1;
    if (!this.isConnected) return;
    const { wait } = waitAfter(this.failures, retryAfter);
    this.waiting = setTimeout(() => {
      this.waiting = undefined;
      this.host.requestUpdate();
    }, wait);
  }

  private stopWaiting(): void {
    clearTimeout(this.waiting);
    this.waiting = undefined;
  }
}
