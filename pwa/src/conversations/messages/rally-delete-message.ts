import { localized, msg } from "@lit/localize";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { baseStyles } from "../../design/index.js";
import type { RallyConfirmDialog } from "../../design/rally-confirm-dialog.js";
import "../../design/rally-confirm-dialog.js";
import { enqueueDeletion } from "../index.js";
import { contentPreview } from "../../content/index.js";
import type { MessageDialog, ShownMessage } from "./message-dialog.js";

/** Deletes a message after a confirmation. */
@customElement("rally-delete-message")
@localized()
export class RallyDeleteMessage extends LitElement implements MessageDialog {
  @state() private body = "";
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
  async show({ device, conversationId, view }: ShownMessage): Promise<void> {
    this.body = contentPreview(view.content) ?? "";
    await this.updateComplete;
    if (await this.dialog.ask()) await enqueueDeletion(device.database, conversationId, view.id);
  }

  override render(): TemplateResult {
    return html`<rally-confirm-dialog
      .heading=${msg("Delete this message?")}
      .action=${msg("Delete")}
    >
      <p>${msg("It'll be deleted for everyone, on every device.")}</p>
      <blockquote dir="auto">${this.body}</blockquote>
    </rally-confirm-dialog>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-delete-message": RallyDeleteMessage;
  }
}
