import "@awesome.me/webawesome/dist/components/dialog/dialog.js";
import { localized, msg, str } from "@lit/localize";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import { repeat } from "lit/directives/repeat.js";
import { contentPreview } from "../../content/index.js";
import { reportUnlessClosed, type ConversationView } from "../../database/index.js";
import {
  baseStyles,
  buttonStyles,
  DialogController,
  dialogHead,
  dialogStyles,
  focusFirstInput,
  icon,
  searchFieldStyles,
} from "../../design/index.js";
import { bestMatches } from "../../localization/index.js";
import { pathTo, router } from "../../navigation/index.js";
import "../../people/rally-avatar.js";
import { conversationName, conversationPicture } from "../conversation-name.js";
import { enqueueForward } from "../data/enqueue-commands.js";
import { readConversations } from "../data/read-conversations.js";
import { quotedMessageStyles } from "./quoted-message-styles.js";
import type { MessageDialog, ShownMessage } from "./message-dialog.js";

/** Conversations shown at most; a search finds the others. */
const SHOWN = 30;

/** A dialog that asks which conversation a message is forwarded to, and opens that; works offline. */
@customElement("rally-forward-message")
@localized()
export class RallyForwardMessage extends LitElement implements MessageDialog {
  @state() private text = "";
  @state() private conversations: readonly ConversationView[] = [];
  private shown: ShownMessage | undefined;
  private readonly modal = new DialogController(this);

  static override styles = [
    baseStyles,
    buttonStyles,
    dialogStyles,
    searchFieldStyles,
    quotedMessageStyles,
    css`
      ul {
        height: min(var(--width-md), 50vh);
        overflow-y: auto;
        margin: var(--space-xs) calc(-1 * var(--space-xs)) 0;
        padding: 0;
        list-style: none;
        scrollbar-width: thin;
      }
      li button {
        display: flex;
        align-items: center;
        gap: var(--space-sm);
        width: 100%;
        min-height: var(--size-target);
        padding: var(--space-xs);
        border: 0;
        border-radius: var(--radius-md);
        background: none;
        color: inherit;
        font: inherit;
        text-align: start;
        cursor: pointer;
        --avatar-size: var(--size-avatar-sm);
      }
      @media (hover: hover) {
        li button:hover {
          background: var(--color-hover);
        }
      }
      .name {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .none {
        padding: var(--space-sm) var(--space-xs);
        color: var(--color-ink-soft);
      }
    `,
  ];

  show(shown: ShownMessage, opener?: HTMLElement): void {
    this.shown = shown;
    this.text = "";
    this.modal.show(opener);
    this.load(shown).catch(reportUnlessClosed);
  }

  override render(): TemplateResult {
    return html`${keyed(this.modal.element, this.dialog())}`;
  }

  private dialog(): TemplateResult {
    return html`<wa-dialog
      without-header
      light-dismiss
      label=${msg("Forward to…")}
      ?open=${this.modal.open}
      @wa-after-show=${() => {
        focusFirstInput(this.renderRoot);
      }}
      @wa-after-hide=${this.modal.hidden}
    >
      ${dialogHead(msg("Forward to…"), this.modal)} ${this.modal.filled ? this.choice() : nothing}
    </wa-dialog>`;
  }

  private async load({ device }: ShownMessage): Promise<void> {
    this.conversations = (await readConversations(device.database)).filter(isWritable);
  }

  private choice(): TemplateResult {
    const found = this.found;
    return html`<blockquote dir="auto">${contentPreview(this.shown?.view.content)}</blockquote>
      <div class="box">
        ${icon("search")}
        <input
          type="search"
          aria-label=${msg("Find a chat")}
          placeholder=${msg("Search by name")}
          autocomplete="off"
          spellcheck="false"
          .value=${this.text}
          @input=${(event: InputEvent) => {
            this.text = (event.target as HTMLInputElement).value;
          }}
          @keydown=${(event: KeyboardEvent) => {
            if (event.key === "Enter" && this.text && found[0]) void this.send(found[0]);
          }}
        />
      </div>
      <ul role="list" aria-label=${msg("Chats")}>
        ${repeat(found, ({ id }) => id, this.row)}
        ${
          found.length === 0
            ? html`<li class="none">
                ${this.text.trim() ? msg(str`No chat is called “${this.text.trim()}”.`) : msg("There's no chat you can write in yet.")}
              </li>`
            : nothing
        }
      </ul>`;
  }

  private get found(): readonly ConversationView[] {
    if (!this.text.trim()) return this.conversations.slice(0, SHOWN);
    return bestMatches(this.conversations, this.text, namesOf, SHOWN);
  }

  private readonly row = (conversation: ConversationView): TemplateResult => {
    const { id, kind, partner } = conversation;
    const name = conversationName(conversation);
    return html`<li>
      <button @click=${() => this.send(conversation)}>
        <rally-avatar
          person-id=${partner?.id ?? id}
          .name=${name}
          .avatar=${conversationPicture(conversation)}
          ?world=${kind === "world"}
        ></rally-avatar>
        <span class="name" dir="auto">${name}</span>
      </button>
    </li>`;
  };

  private async send({ id }: ConversationView): Promise<void> {
    if (!this.shown) return;
    const { device, view } = this.shown;
    if (!view.content) return;
    this.shown = undefined;
    await enqueueForward(device.database, id, { ...view, content: view.content });
    await this.modal.replace();
    router.go(pathTo("conversation", { id }));
  }
}

/** Whether the user can send messages to a conversation. */
function isWritable({ blocked, left, mutedUntil = 0, kind, partner }: ConversationView): boolean {
  if (kind === "direct" && !partner) return false;
  return !blocked && !left && mutedUntil <= Date.now();
}

function namesOf(conversation: ConversationView): string[] {
  const { partner } = conversation;
  return [conversationName(conversation), ...(partner ? [partner.username] : [])];
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-forward-message": RallyForwardMessage;
  }
}
