import "@awesome.me/webawesome/dist/components/dialog/dialog.js";
import { localized, msg } from "@lit/localize";
import { listEdits, type MessageVersion } from "@rally/shared/conversations";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { codeStyles, contentBody, markdownStyles, spoilerStyles } from "../../content/index.js";
import {
  baseStyles,
  buttonStyles,
  DialogController,
  dialogHead,
  dialogStyles,
} from "../../design/index.js";
import { FormSubmission } from "../../forms/index.js";
import { dateAndTime } from "../../localization/index.js";
import type { MessageDialog, ShownMessage } from "./message-dialog.js";

/** A dialog with the texts that a message has had, the current one last. */
@customElement("rally-message-edits")
@localized()
export class RallyMessageEdits extends LitElement implements MessageDialog {
  @state() private versions: readonly MessageVersion[] = [];
  private messageId = "";
  private readonly modal = new DialogController(this);
  private readonly submission = new FormSubmission(this);

  static override styles = [
    baseStyles,
    buttonStyles,
    dialogStyles,
    markdownStyles,
    codeStyles,
    spoilerStyles,
    css`
      ol {
        display: grid;
        gap: var(--space-sm);
        margin: 0;
        padding: 0;
        list-style: none;
      }
      time {
        color: var(--color-ink-soft);
        font-size: var(--text-xs);
        font-variant-numeric: tabular-nums;
      }
      .text {
        display: block;
        padding: var(--space-xs) var(--space-sm);
        border-radius: var(--radius-bubble);
        background: var(--color-bubble);
        overflow-wrap: anywhere;
      }
      .problem {
        color: var(--color-ink-soft);
      }
      .problem:empty {
        display: none;
      }
    `,
  ];

  /** Fetches the texts of a message and shows them. */
  async show(
    { device, conversationId: id, view }: ShownMessage,
    opener?: HTMLElement,
  ): Promise<void> {
    const messageId = view.id;
    this.versions = [];
    this.messageId = messageId;
    this.modal.show(opener);
    await this.submission.submit(async () => {
      const { data } = await device.session.call(listEdits, { params: { id, messageId } });
      if (this.messageId === messageId) this.versions = data;
    });
  }

  override render(): TemplateResult {
    return html`<wa-dialog
      without-header
      light-dismiss
      label=${msg("Edits")}
      ?open=${this.modal.open}
      @wa-after-hide=${this.modal.hidden}
    >
      ${dialogHead(msg("Edits"), this.modal)}
      <p class="problem" role="status">
        ${this.submission.busy ? msg("Loading…") : this.submission.formError}
      </p>
      ${this.modal.filled ? this.list() : nothing}
    </wa-dialog>`;
  }

  private list(): TemplateResult {
    return html`<ol role="list">
      ${this.versions.map(({ content, at }, index) => {
        const text = {
          id: `${this.messageId}-${index}`,
          ownName: undefined,
          tabIndex: "0" as const,
        };
        return html`<li>
          <time datetime=${new Date(at).toISOString()}>${dateAndTime(at)}</time>
          <span class="text" dir="auto">${contentBody(content, text)}</span>
        </li>`;
      })}
    </ol>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-message-edits": RallyMessageEdits;
  }
}
