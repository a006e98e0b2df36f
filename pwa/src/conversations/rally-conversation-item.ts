import { localized, msg, str } from "@lit/localize";
import type { Presence } from "@rally/shared/people";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { ConversationView } from "../database/index.js";
import { baseStyles, icon } from "../design/index.js";
import { listTime, showFullTime, shownCount } from "../localization/index.js";
import { pathTo } from "../navigation/index.js";
import "../people/rally-avatar.js";
import "../people/rally-presence-dot.js";
import { conversationItemStyles } from "./list/conversation-item-styles.js";
import { conversationName, conversationPicture } from "./conversation-name.js";
import { contentPreview } from "../content/index.js";

/** A conversation in the list: name, last message, time and unread count. */
@customElement("rally-conversation-item")
@localized()
export class RallyConversationItem extends LitElement {
  @property({ attribute: false, hasChanged: differs }) conversation!: ConversationView;
  /** The text of its draft; empty for the open conversation, whose composer shows it. */
  @property({ attribute: false }) draft = "";
  @property({ attribute: false }) ownId = "";
  @property() presence: Presence = "offline";
  @property({ type: Boolean }) current = false;

  static override shadowRootOptions: ShadowRootInit = {
    ...LitElement.shadowRootOptions,
    delegatesFocus: true,
  };
  static override styles = [baseStyles, conversationItemStyles];

  override render(): TemplateResult {
    const { conversation } = this;
    const name = conversationName(conversation);
    return html`<a
      href=${pathTo("conversation", { id: conversation.id })}
      aria-current=${this.current ? "page" : nothing}
      class="${conversation.unread > 0 ? "unread" : ""} ${conversation.blocked ? "blocked" : ""}"
    >
      <span class="picture">
        <rally-avatar
          person-id=${conversation.partner?.id ?? conversation.id}
          .name=${name}
          .avatar=${conversationPicture(conversation)}
          ?world=${conversation.kind === "world"}
        ></rally-avatar>
        <span class="presence">
          <rally-presence-dot presence=${this.presence}></rally-presence-dot>
        </span>
      </span>
      <span class="name" dir="auto">${name}</span>
      ${this.time()}
      <span class="line">${this.line()}</span>
      ${this.marks()}
    </a>`;
  }

  private time(): TemplateResult | typeof nothing {
    const at = this.conversation.lastLine?.at;
    if (at === undefined) return nothing;
    return html`<time datetime=${new Date(at).toISOString()} @pointerover=${showFullTime}
      >${listTime(at)}</time
    >`;
  }

  private line(): TemplateResult | string {
    const { draft } = this;
    const { lastLine, kind, blocked } = this.conversation;
    if (draft) {
      return html`<span class="draft">${msg("Draft:")}</span>
        <span class="said" dir="auto">${draft}</span>`;
    }
    if (blocked) return html`<em>${msg("You blocked them")}</em>`;
    if (!lastLine) return html`<em>${msg("No messages yet")}</em>`;
    if (lastLine.hidden) return html`<em>${msg("Ignored message")}</em>`;
    const own = lastLine.author === this.ownId;
    const prefix = own
      ? msg("You:")
      : kind !== "direct"
        ? msg(str`${lastLine.authorName ?? msg("Someone")}:`)
        : "";
    const said = contentPreview(lastLine.content) ?? html`<em>${msg("Message deleted")}</em>`;
    return html`${prefix ? html`<span class="author">${prefix}</span> ` : nothing}<span
        class="said"
        dir="auto"
        >${said}</span
      >`;
  }

  private marks(): TemplateResult | typeof nothing {
    const { unread, pending, refused, blocked } = this.conversation;
    const failed =
      refused > 0
        ? html`<span class="mark refused">
            ${icon("alert")}<span class="visually-hidden">${msg("Not sent")}</span>
          </span>`
        : nothing;
    if (unread > 0) {
      return html`<span class="marks">
        ${failed}
        <span class="count">
          <span aria-hidden="true">${shownCount(unread)}</span>
          <span class="visually-hidden">${msg(str`${shownCount(unread)} unread`)}</span>
        </span>
      </span>`;
    }
    if (refused > 0) return html`${failed}`;
    if (blocked) return html`<span class="mark">${icon("ban")}</span>`;
    if (pending > 0) {
      return html`<span class="mark">
        ${icon("clock")}<span class="visually-hidden">${msg("Waiting to be sent")}</span>
      </span>`;
    }
    return nothing;
  }
}

/** The list is read again with each message: only changed conversations are rendered again. */
function differs(value: ConversationView, before: ConversationView | undefined): boolean {
  return JSON.stringify(value) !== JSON.stringify(before);
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-conversation-item": RallyConversationItem;
  }
}
