import "@awesome.me/webawesome/dist/components/dialog/dialog.js";
import { localized, msg, str } from "@lit/localize";
import { deleteConversationRoute } from "@rally/shared/conversations";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { ConversationRow } from "../../database/index.js";
import {
  baseStyles,
  buttonStyles,
  DialogController,
  dialogStyles,
  fieldStyles,
} from "../../design/index.js";
import type { Device } from "../../device/index.js";
import { formErrorBox, FormSubmission } from "../../forms/index.js";
import { memberCount } from "../../members/index.js";
import { conversationName } from "../conversation-name.js";
import { dropDeleted } from "../data/left-conversations.js";

/**
 * A dialog in which the owner deletes a group or channel for all. The server does it at once, and so
 * it needs the network.
 * @fires deleted - It is deleted; this device has dropped it.
 */
@customElement("rally-delete-for-all")
@localized()
export class RallyDeleteForAll extends LitElement {
  @state() private asked: { device: Device; conversation: ConversationRow } | undefined;
  private readonly modal = new DialogController(this);
  private readonly submission = new FormSubmission(this);

  static override styles = [baseStyles, buttonStyles, fieldStyles, dialogStyles];

  show(device: Device, conversation: ConversationRow): void {
    this.asked = { device, conversation };
    this.submission.reset();
    this.modal.show();
  }

  // The focus moves into a dialog that opens: to its button that changes nothing.
  /* eslint-disable lit-a11y/no-autofocus */
  override render(): TemplateResult | typeof nothing {
    const { conversation } = this.asked ?? {};
    if (!conversation) return nothing;
    const isChannel = conversation.kind === "channel";
    const heading = isChannel
      ? msg("Delete this channel for everyone?")
      : msg("Delete this group for everyone?");
    return html`<wa-dialog
      without-header
      light-dismiss
      label=${heading}
      ?open=${this.modal.open}
      @wa-after-hide=${this.modal.hidden}
    >
      <form novalidate @submit=${this.submit}>
        <div class="dialog-head"><h2>${heading}</h2></div>
        ${formErrorBox(this.submission.formError)}
        <p>${consequences(conversation)}</p>
        <p>${msg("You can't undo this, and nobody can bring the messages back.")}</p>
        <div class="dialog-actions">
          <button
            type="button"
            class="button"
            autofocus
            @click=${() => {
              this.modal.hide();
            }}
          >
            ${msg("Cancel")}
          </button>
          <button class="button danger" aria-disabled=${this.submission.busy ? "true" : "false"}>
            ${msg("Delete for everyone")}
          </button>
        </div>
      </form>
    </wa-dialog>`;
  }
  /* eslint-enable lit-a11y/no-autofocus */

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { asked, submission } = this;
    if (!asked || submission.busy) return;
    const { device, conversation } = asked;
    const params = { id: conversation.id };
    const send = async (): Promise<void> => {
      await device.session.call(deleteConversationRoute, { params, query: { for: "all" } });
    };
    if (!(await submission.submit(send))) return;
    this.modal.hide();
    this.dispatchEvent(new CustomEvent("deleted"));
    await dropDeleted(device.database, [conversation.id]);
  };
}

function consequences(conversation: ConversationRow): string {
  const name = conversationName(conversation);
  const members = memberCount(conversation.memberCount);
  return msg(
    str`${name} disappears for all (${members}), with all its messages, pins, polls and invite links.`,
  );
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-delete-for-all": RallyDeleteForAll;
  }
}
