import { localized, msg } from "@lit/localize";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { ConversationRow } from "../../database/index.js";
import { baseStyles, buttonStyles, icon } from "../../design/index.js";
import { pathTo } from "../../navigation/index.js";
import { deletedByOwner } from "../conversation-name.js";
import { noticeStyles } from "./notice-styles.js";

/** Shown in place of the composer where a deleted conversation still has words that were not sent. */
@customElement("rally-deleted-notice")
@localized()
export class RallyDeletedNotice extends LitElement {
  @property({ attribute: false }) conversation!: ConversationRow;

  static override styles = [baseStyles, buttonStyles, noticeStyles];

  override render(): TemplateResult {
    return html`<section role="status">
      <div>
        ${icon("trash")}
        <p>
          <strong>${deletedByOwner(this.conversation.kind)}</strong>
          ${msg("What you hadn't sent is still here. Copy what you need, then delete it.")}
        </p>
      </div>
      <a class="button" href=${pathTo("conversations")}>${msg("Go to chats")}</a>
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-deleted-notice": RallyDeletedNotice;
  }
}
