import { localized, msg, str } from "@lit/localize";
import { may } from "@rally/shared/members";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import type { ConversationRow, RallyDatabase } from "../../database/index.js";
import { baseStyles } from "../../design/index.js";
import type { RallyConfirmDialog } from "../../design/rally-confirm-dialog.js";
import "../../design/rally-confirm-dialog.js";
import { conversationName } from "../conversation-name.js";
import { clearHistory } from "../data/clear.js";
import { leave } from "../data/enqueue-commands.js";
import { hasUnsentText } from "../data/left-conversations.js";

/** Deletes a chat for the user alone, after a confirmation; a group or channel can be left with it. */
@customElement("rally-delete-chat")
@localized()
export class RallyDeleteChat extends LitElement {
  @state() private conversation: ConversationRow | undefined;
  @state() private hasUnsent = false;
  @query("rally-confirm-dialog") private dialog!: RallyConfirmDialog;

  static override styles = baseStyles;

  /** Asks, then deletes. @returns whether the user confirmed. */
  async show(database: RallyDatabase, conversation: ConversationRow): Promise<boolean> {
    this.conversation = conversation;
    this.hasUnsent = await hasUnsentText(database, conversation.id);
    await this.updateComplete;
    const choice = await this.dialog.choose();
    if (choice === undefined) return false;
    await clearHistory(database, conversation);
    if (choice === "action" && this.canLeave) await leave(database, conversation.id);
    return true;
  }

  override render(): TemplateResult | typeof nothing {
    const { conversation, canLeave } = this;
    if (!conversation) return nothing;
    return html`<rally-confirm-dialog
      .heading=${msg("Delete this chat?")}
      .action=${canLeave ? msg("Leave and delete") : msg("Delete for me")}
      .alternative=${canLeave ? msg("Delete for me") : ""}
    >
      <p>${this.consequences(conversation)}</p>
      ${this.hasUnsent ? html`<p>${msg("What you haven't sent yet stays.")}</p>` : nothing}
    </rally-confirm-dialog>`;
  }

  private consequences(conversation: ConversationRow): string {
    const name = conversationName(conversation);
    return this.canLeave
      ? msg(
          str`All messages in ${name} disappear from your devices, for you alone. If you stay, the chat comes back with the next message.`,
        )
      : msg(
          str`All messages disappear from your devices. ${name} keeps theirs. The chat comes back with the next message.`,
        );
  }

  private get canLeave(): boolean {
    const { role, kind } = this.conversation ?? {};
    return role !== undefined && kind !== undefined && may(role, "leave", kind);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-delete-chat": RallyDeleteChat;
  }
}
