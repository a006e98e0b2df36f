import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { defaultLevel } from "@rally/shared/notifications";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { conversationName } from "../conversations/index.js";
import type { ConversationView } from "../database/index.js";
import { baseStyles, rowStyles } from "../design/index.js";
import { deviceContext, type Device } from "../device/index.js";
import { ObservableController } from "../observable/index.js";
import { levelOf } from "../notifications/index.js";
import "../notifications/rally-notify-level.js";

/** The conversations whose notification level is not the default of their kind. */
@customElement("rally-chat-levels")
@localized()
export class RallyChatLevels extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  private readonly all = new ObservableController(this, () => this.device?.conversations);

  static override styles = [baseStyles, rowStyles];

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("device")) this.all.follow();
  }

  override render(): TemplateResult {
    const conversations = this.all.value?.value ?? [];
    const chosen = conversations.filter(
      (one) => !one.left && levelOf(one) !== defaultLevel(one.kind),
    );
    return html`<div class="row">
        <p>
          ${msg("You get every message of your chats, and mentions in the world chat. To change that for one chat, use the bell at its top.")}
        </p>
      </div>
      ${repeat(chosen, ({ id }) => id, this.row)}`;
  }

  private readonly row = (conversation: ConversationView): TemplateResult =>
    html`<div class="row">
      <div><h3>${conversationName(conversation)}</h3></div>
      <rally-notify-level .device=${this.device} .conversation=${conversation}></rally-notify-level>
    </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-chat-levels": RallyChatLevels;
  }
}
