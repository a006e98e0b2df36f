import { msg } from "@lit/localize";
import { RallyError } from "@rally/shared/errors";
import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from "lit";
import { reportUnlessClosed } from "../database/index.js";
import type { Device } from "../device/index.js";
import { NetworkError } from "../http/index.js";
import { errorSentence } from "../localization/index.js";
import { paths } from "../navigation/index.js";

/** Looks up a conversation that the device does not know, and says what came of it. */
export class ConversationLookup implements ReactiveController {
  private state: "asking" | "found" | "missing" | "offline" | "failed" = "asking";
  private problem = "";
  private asking: Promise<void> | undefined;

  constructor(
    private readonly host: ReactiveControllerHost & EventTarget,
    private readonly retry: () => void,
  ) {
    host.addController(this);
  }

  hostConnected(): void {}

  /** Whether the server has said that this user is in no such conversation. */
  get isMissing(): boolean {
    return this.state === "missing";
  }

  /** Asks, unless it is being asked already. */
  ask(device: Device, conversationId: string): Promise<void> {
    return (this.asking ??= this.lookUp(device, conversationId).finally(() => {
      this.asking = undefined;
      this.host.requestUpdate();
    }));
  }

  /** Asks again after an answer that was none, when the device is connected again. */
  reconnected(device: Device, conversationId: string): void {
    if (this.state === "offline" || this.state === "failed")
      this.ask(device, conversationId).catch(reportUnlessClosed);
  }

  template(): TemplateResult {
    const { heading, words } = this.words();
    return html`<section class="unknown" aria-busy=${this.state === "asking" ? "true" : "false"}>
      <h1 tabindex="-1">${heading}</h1>
      ${words ? html`<p role="status">${words}</p>` : nothing}
      ${
        this.state === "failed"
          ? html`<button class="button" @click=${this.retry}>${msg("Try again")}</button>`
          : nothing
      }
      ${
        this.state === "asking"
          ? nothing
          : html`<a class="button" href=${paths.conversations()}>${msg("Open your chats")}</a>`
      }
    </section>`;
  }

  private words(): { heading: string; words: string } {
    switch (this.state) {
      case "missing":
        return {
          heading: msg("You're not in this conversation"),
          words: msg("The address may be wrong, or you're no longer in it."),
        };
      case "offline":
        return {
          heading: msg("You're offline"),
          words: msg(
            "This conversation isn't on this device yet. It opens when you're back online.",
          ),
        };
      case "failed":
        return { heading: msg("Couldn't open this conversation"), words: this.problem };
      default:
        return { heading: msg("Opening the conversation…"), words: "" };
    }
  }

  private async lookUp(device: Device, conversationId: string): Promise<void> {
    this.state = "asking";
    this.host.requestUpdate();
    try {
      this.state = (await device.findConversation(conversationId)) ? "found" : "missing";
    } catch (error) {
      if (error instanceof NetworkError) this.state = "offline";
      else if (error instanceof RallyError) {
        this.state = "failed";
        this.problem = errorSentence(error.code);
      } else throw error;
    }
    if (!this.isMissing) return;
    const detail = conversationId;
    this.host.dispatchEvent(
      new CustomEvent("conversation-missing", { detail, bubbles: true, composed: true }),
    );
  }
}
