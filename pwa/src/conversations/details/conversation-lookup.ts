import { msg } from "@lit/localize";
import { RallyError } from "@rally/shared/errors";
import type { ConversationKind } from "@rally/shared/members";
import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from "lit";
import { reportUnlessClosed } from "../../database/index.js";
import type { Device } from "../../device/index.js";
import { NetworkError } from "../../http/index.js";
import { errorSentence } from "../../localization/index.js";
import { pathTo } from "../../navigation/index.js";
import { deletedByOwner } from "../conversation-name.js";
import { deletedKind } from "../data/left-conversations.js";

/** Looks up a conversation that is not on the device, and renders the state of the lookup. */
export class ConversationLookup implements ReactiveController {
  private state: "asking" | "found" | "missing" | "deleted" | "offline" | "failed" = "asking";
  /** Of a conversation that was deleted for all. */
  private kind: ConversationKind = "group";
  private problem = "";
  private asking: Promise<void> | undefined;

  constructor(
    private readonly host: ReactiveControllerHost & EventTarget,
    private readonly retry: () => void,
  ) {
    host.addController(this);
  }

  hostConnected(): void {}

  /** Whether this user is in no such conversation, as the server or this device knows. */
  get isMissing(): boolean {
    return this.state === "missing" || this.state === "deleted";
  }

  /** Starts a lookup, unless one is in progress. */
  ask(device: Device, conversationId: string): Promise<void> {
    return (this.asking ??= this.lookUp(device, conversationId).finally(() => {
      this.asking = undefined;
      this.host.requestUpdate();
    }));
  }

  /** Repeats a failed lookup when the connection is restored. */
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
          : html`<a class="button" href=${pathTo("conversations")}>${msg("Go to chats")}</a>`
      }
    </section>`;
  }

  private words(): { heading: string; words: string } {
    switch (this.state) {
      case "missing":
        return {
          heading: msg("You're not in this chat"),
          words: msg("The link may be wrong, or you're no longer a member."),
        };
      case "deleted":
        return {
          heading: deletedByOwner(this.kind),
          words: msg("Its messages are gone for everyone."),
        };
      case "offline":
        return {
          heading: msg("You're offline"),
          words: msg("This chat isn't on this device yet. It'll open when you're back online."),
        };
      case "failed":
        return { heading: msg("Couldn't open this chat"), words: this.problem };
      default:
        return { heading: msg("Opening chat…"), words: "" };
    }
  }

  private async lookUp(device: Device, conversationId: string): Promise<void> {
    this.state = "asking";
    this.host.requestUpdate();
    try {
      const deleted = await deletedKind(device.database, conversationId);
      this.kind = deleted ?? "group";
      if (deleted) this.state = "deleted";
      else this.state = (await device.findConversation(conversationId)) ? "found" : "missing";
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
