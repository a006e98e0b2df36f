import { localized, msg } from "@lit/localize";
import { may } from "@rally/shared/members";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import type { ConversationRow } from "../../database/index.js";
import { baseStyles } from "../../design/index.js";
import type { RallyConfirmDialog } from "../../design/rally-confirm-dialog.js";
import "../../design/rally-confirm-dialog.js";
import { enqueueDeletion, enqueueHiding, getConversation } from "../index.js";
import { contentPreview } from "../../content/index.js";
import type { MessageDialog, ShownMessage } from "./message-dialog.js";

/** Whether the user may delete messages of other members for everyone. */
const deletesOthers = ({ kind, role = "member" }: ConversationRow): boolean =>
  may(role, "deleteOthersMessage", kind);

/** Deletes a message for everyone, or for the user alone, after a confirmation. */
@customElement("rally-delete-message")
@localized()
export class RallyDeleteMessage extends LitElement implements MessageDialog {
  @state() private body = "";
  /** Whether the user may delete it for everyone, and whether others have it. */
  @state() private options = { forAll: true, forMe: false };
  @query("rally-confirm-dialog") private dialog!: RallyConfirmDialog;

  static override styles = [
    baseStyles,
    css`
      blockquote {
        display: -webkit-box;
        overflow: hidden;
        margin: var(--space-sm) 0 0;
        padding: var(--space-xs) var(--space-sm);
        border-radius: var(--radius-md);
        background: var(--color-bubble);
        overflow-wrap: anywhere;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 3;
      }
    `,
  ];

  /** Asks for confirmation and deletes the message. */
  async show({ device: { database }, conversationId, view }: ShownMessage): Promise<void> {
    this.body = contentPreview(view.content) ?? "";
    const conversation = await getConversation(database, conversationId);
    const forAll = view.own || (conversation !== undefined && deletesOthers(conversation));
    this.options = { forAll, forMe: view.seq !== undefined };
    await this.updateComplete;
    const choice = await this.dialog.choose();
    if (choice === undefined) return;
    const isForAll = forAll && choice === "action";
    await (isForAll ? enqueueDeletion : enqueueHiding)(database, conversationId, view.id);
  }

  override render(): TemplateResult {
    const { forAll, forMe } = this.options;
    return html`<rally-confirm-dialog
      .heading=${forAll ? msg("Delete this message?") : msg("Delete this message for you?")}
      .action=${
        forAll && forMe ? msg("Delete for everyone") : forAll ? msg("Delete") : msg("Delete for me")
      }
      .alternative=${forAll && forMe ? msg("Delete for me") : ""}
    >
      <p>
        ${
          forAll
            ? msg("If you delete it for everyone, it disappears from every device.")
            : msg("It disappears from all your devices. Everyone else can still see it.")
        }
      </p>
      <blockquote dir="auto">${this.body}</blockquote>
    </rally-confirm-dialog>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-delete-message": RallyDeleteMessage;
  }
}
