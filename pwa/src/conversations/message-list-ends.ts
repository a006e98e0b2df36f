import { msg, str } from "@lit/localize";
import { html, nothing, type TemplateResult } from "lit";
import type { ConversationRow } from "../database/index.js";
import { icon } from "../design/index.js";
import { shownCount } from "../localization/index.js";
import "../people/rally-avatar.js";
import { conversationName } from "./conversation-name.js";

/** What stands above the first message of all. */
export function beginning(conversation: ConversationRow): TemplateResult {
  const name = conversationName(conversation);
  const isWorld = conversation.kind === "world";
  return html`<div class="beginning">
    <rally-avatar
      person-id=${conversation.partner?.id ?? conversation.id}
      .name=${name}
      .avatar=${conversation.partner?.avatar}
      ?world=${isWorld}
    ></rally-avatar>
    <p>
      ${
        isWorld
          ? msg("This is where the world chat begins. Everyone here reads it.")
          : msg(str`This is the beginning of your conversation with ${name}.`)
      }
    </p>
  </div>`;
}

/** The way back from far above, with how much is new down there. */
export function jumpToNewest(unread: number, jump: () => void): TemplateResult {
  return html`<button
    class="jump"
    aria-label=${unread > 0 ? msg(str`Jump to newest, ${shownCount(unread)} unread`) : msg("Jump to newest")}
    @click=${jump}
  >
    ${unread > 0 ? html`<span class="count" aria-hidden="true">${shownCount(unread)}</span>` : nothing}
    ${icon("arrowDown")}
  </button>`;
}

/** In place of what somebody said whom one restrains. */
export function hiddenMessages(count: number): TemplateResult {
  return html`<li class="day">
    <span>${count === 1 ? msg("1 hidden message") : msg(str`${count} hidden messages`)}</span>
  </li>`;
}
