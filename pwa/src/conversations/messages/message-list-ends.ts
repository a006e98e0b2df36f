import { msg, str } from "@lit/localize";
import { html, nothing, type TemplateResult } from "lit";
import type { ConversationRow } from "../../database/index.js";
import { icon } from "../../design/index.js";
import { shownCount } from "../../localization/index.js";
import "../../people/rally-avatar.js";
import { conversationName, conversationPicture } from "../conversation-name.js";

/** Shown above the first message of a conversation. */
export function beginning(conversation: ConversationRow): TemplateResult {
  const name = conversationName(conversation);
  const isWorld = conversation.kind === "world";
  return html`<div class="beginning">
    <rally-avatar
      person-id=${conversation.partner?.id ?? conversation.id}
      .name=${name}
      .avatar=${conversationPicture(conversation)}
      ?world=${isWorld}
    ></rally-avatar>
    <p>
      ${
        isWorld
          ? msg("This is the start of the world chat. Everyone on this server can read it.")
          : msg(str`This is the start of your chat with ${name}.`)
      }
    </p>
  </div>`;
}

/** A button to the newest messages, with the number of unread ones. */
export function jumpToNewest(unread: number, jump: () => void): TemplateResult {
  return html`<button
    class="jump"
    aria-label=${unread > 0 ? msg(str`Jump to latest, ${shownCount(unread)} unread`) : msg("Jump to latest")}
    @click=${jump}
  >
    ${unread > 0 ? html`<span class="count" aria-hidden="true">${shownCount(unread)}</span>` : nothing}
    ${icon("arrowDown")}
  </button>`;
}

/** Leads back to the first unread message, if the list was opened after it. */
export function newMessagesBar(
  unread: number,
  { jump, markRead }: { jump: () => void; markRead: () => void },
): TemplateResult | typeof nothing {
  if (unread === 0) return nothing;
  const count = shownCount(unread);
  return html`<div class="new-messages" role="group" aria-label=${msg("New messages")}>
    <button aria-label=${msg(str`Jump to the first of ${count} new messages`)} @click=${jump}>
      ${icon("arrowUp")}
      <span>${unread === 1 ? msg("1 new message") : msg(str`${count} new messages`)}</span>
    </button>
    <button @click=${markRead}>${msg("Mark as read")}</button>
  </div>`;
}

/** Shown in place of messages of ignored users. */
export function hiddenMessages(count: number): TemplateResult {
  return html`<li class="day">
    <span>${count === 1 ? msg("1 ignored message") : msg(str`${count} ignored messages`)}</span>
  </li>`;
}
