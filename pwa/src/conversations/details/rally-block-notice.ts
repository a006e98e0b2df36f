import { localized, msg, str } from "@lit/localize";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { ConversationRow } from "../../database/index.js";
import { baseStyles, buttonStyles, icon } from "../../design/index.js";
import type { Device } from "../../device/index.js";
import { changeRelation, relationCommands } from "../../relationships/index.js";
import { conversationName } from "../conversation-name.js";
import type { Standing } from "../index.js";
import { noticeStyles } from "./notice-styles.js";

/**
 * Shown in place of the composer when one of two users has blocked the other. The text
 * for the other user does not reveal which of the two has blocked [S14].
 * @fires unblocked - The user removed the block; the composer is shown again.
 */
@customElement("rally-block-notice")
@localized()
export class RallyBlockNotice extends LitElement {
  @property({ attribute: false }) device: Device | undefined;
  @property({ attribute: false }) conversation!: ConversationRow;
  @property({ attribute: false }) standing: Exclude<Standing, "open"> = "refused";

  static override styles = [baseStyles, buttonStyles, noticeStyles];

  override render(): TemplateResult {
    const name = conversationName(this.conversation);
    const own = this.standing === "blocked";
    return html`<section role="status">
      <div>
        ${icon("ban")}
        <p>
          <strong
            >${own ? msg(str`You blocked ${name}`) : msg(str`You can't send messages here`)}</strong
          >
          ${own ? msg("Unblock them to message each other again.") : msg("Your message wasn't sent.")}
        </p>
      </div>
      ${own ? html`<button class="button" @click=${this.unblock}>${msg("Unblock")}</button>` : nothing}
    </section>`;
  }

  private readonly unblock = async (): Promise<void> => {
    const { device, conversation } = this;
    if (!device || !conversation.partner) return;
    await changeRelation(device.database, relationCommands.unblockUser, conversation.partner);
    this.dispatchEvent(new CustomEvent("unblocked"));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-block-notice": RallyBlockNotice;
  }
}
