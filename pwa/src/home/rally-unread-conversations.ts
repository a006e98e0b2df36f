import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import "../conversations/rally-conversation-item.js";
import type { ConversationView } from "../database/index.js";
import { baseStyles } from "../design/index.js";
import { deviceContext, type Device } from "../device/index.js";
import { ObservableController } from "../observable/index.js";

/** Conversations as in the list, with the presence of their partners. */
@customElement("rally-unread-conversations")
@localized()
export class RallyUnreadConversations extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) conversations: readonly ConversationView[] = [];

  private readonly presence = new ObservableController(this, () => this.device?.presence);

  static override styles = [baseStyles];

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("device")) this.presence.follow();
  }

  override render(): TemplateResult {
    return html`<ul role="list" aria-label=${msg("Unread")}>
      ${repeat(this.conversations, ({ id }) => id, this.item)}
    </ul>`;
  }

  private readonly item = (conversation: ConversationView): TemplateResult => {
    const partner = conversation.partner?.id;
    return html`<li>
      <rally-conversation-item
        .conversation=${conversation}
        .ownId=${this.device?.userId ?? ""}
        presence=${(partner && this.presence.value?.get(partner)) || "offline"}
      ></rally-conversation-item>
    </li>`;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-unread-conversations": RallyUnreadConversations;
  }
}
