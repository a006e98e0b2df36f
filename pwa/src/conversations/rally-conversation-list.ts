import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { isArchived, isCleared } from "@rally/shared/conversations";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { ConversationView } from "../database/index.js";
import { baseStyles, buttonStyles, icon, mark } from "../design/index.js";
import { deviceContext, LiveQueryController, type Device } from "../device/index.js";
import { chunkPlace } from "../chunk-loading/index.js";
import { pathTo } from "../navigation/index.js";
import { keyNames, type OverlayEvent } from "../shortcuts/index.js";
import { ObservableController } from "../observable/index.js";
import { archivedEntry, archivedHead, nothingArchived } from "./list/archived-entry.js";
import { conversationListStyles } from "./list/conversation-list-styles.js";
import { readDrafts } from "./index.js";
import "./rally-conversation-item.js";

/** With fewer chats than this, the list suggests people. */
const FEW = 5;

/**
 * Every conversation, the one with the newest activity first, and the ways to another one.
 * @fires first-paint - The stored conversations are rendered.
 * @fires open-palette
 * @fires new-chat
 */
@customElement("rally-conversation-list")
@localized()
export class RallyConversationList extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  /** The conversation that is open beside the list. */
  @property({ attribute: false }) current: string | undefined;

  /** The level of its heading: 1 if the list is the page. */
  @property({ attribute: false }) level: 1 | 2 = 2;

  /** Whether the archived conversations are shown, instead of the others. */
  @property({ attribute: false }) showsArchived = false;

  private readonly conversations = new ObservableController(this, () => this.device?.conversations);
  private readonly drafts = new LiveQueryController(
    this,
    () => {
      const { device, current } = this;
      return device && (() => readDrafts(device.database, current));
    },
    undefined,
    sameDrafts,
  );
  private isReported = false;
  private readonly presence = new ObservableController(this, () => this.device?.presence);

  static override styles = [baseStyles, buttonStyles, conversationListStyles];

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("device") || changed.has("current")) this.drafts.restart();
    if (!changed.has("device")) return;
    this.conversations.follow();
    this.presence.follow();
  }

  override updated(): void {
    if (this.isReported || !this.conversations.value?.value) return;
    this.isReported = true;
    this.dispatchEvent(new CustomEvent("first-paint", { bubbles: true, composed: true }));
  }

  /** Focuses the conversation that was open. */
  focusCurrent(): void {
    const items = [...this.renderRoot.querySelectorAll("rally-conversation-item")];
    (items.find((item) => item.current) ?? items[0])?.focus();
  }

  override render(): TemplateResult {
    return html`
      ${this.showsArchived ? archivedHead(this.level, this.closeArchive) : this.head()}
      <div class="scroll" @keydown=${this.moveAlong}>${this.content()}</div>
    `;
  }

  private head(): TemplateResult {
    return html`<div class="bar">
        <a class="brand" href=${pathTo("conversations")} aria-label=${msg("Rally, your chats")}>
          ${mark(1.75)}<span>Rally</span>
        </a>
        <h2 class="visually-hidden" aria-level=${this.level}>${msg("Your chats")}</h2>
        <button
          class="icon-button"
          aria-label=${msg("New chat")}
          title=${msg("New chat")}
          aria-haspopup="dialog"
          @click=${this.startNew}
        >
          ${icon("compose")}
        </button>
      </div>
      <div class="search">
        <button aria-haspopup="dialog" aria-keyshortcuts="Control+K Meta+K" @click=${this.search}>
          ${icon("search")}<span>${msg("Search")}</span>
          <span class="keys" aria-hidden="true">${keyNames("Mod+k").join(" ")}</span>
        </button>
      </div>`;
  }

  private content(): TemplateResult | typeof nothing {
    const { value: all, error } = this.conversations.value ?? {};
    if (error !== undefined) {
      return html`<p class="empty" role="alert">
        ${msg("Couldn't load your chats. Reload Rally to try again.")}
      </p>`;
    }
    if (!all) return nothing;
    const listed = all.filter((one) => !isCleared(one) || this.hasUnsent(one));
    const archived = listed.filter(isArchived);
    if (this.showsArchived) return archived.length === 0 ? nothingArchived() : this.items(archived);
    const shown = listed.filter((one) => !isArchived(one));
    return html`${listed.length === 0 ? this.empty() : this.items(shown)}
    ${archived.length > 0 ? archivedEntry(archived.length, this.openArchive) : nothing}
    ${listed.length < FEW ? suggestions() : nothing}`;
  }

  /** Whether the user has begun to write in it: it is shown although its messages are deleted. */
  private hasUnsent({ id, pending, refused }: ConversationView): boolean {
    return pending > 0 || refused > 0 || this.drafts.value?.has(id) === true;
  }

  private items(shown: readonly ConversationView[]): TemplateResult {
    return html`<ul role="list">
      ${repeat(shown, ({ id }) => id, this.item)}
    </ul>`;
  }

  private readonly openArchive = (): void => void this.showArchive(true, ".back");
  private readonly closeArchive = (): void => void this.showArchive(false, ".archived");

  private async showArchive(shown: boolean, focused: string): Promise<void> {
    this.showsArchived = shown;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(focused)?.focus();
  }

  private readonly item = (conversation: ConversationView): TemplateResult => {
    const partner = conversation.partner?.id;
    return html`<li>
      <rally-conversation-item
        .conversation=${conversation}
        .ownId=${this.device?.userId ?? ""}
        .presence=${(partner && this.presence.value?.get(partner)) || "offline"}
        .draft=${this.drafts.value?.get(conversation.id) ?? ""}
        ?current=${conversation.id === this.current}
      ></rally-conversation-item>
    </li>`;
  };

  private empty(): TemplateResult {
    return html`<div class="empty">
      <p>${msg("No chats on this device yet.")}</p>
      <button class="button" @click=${this.startNew}>${msg("Start a chat")}</button>
    </div>`;
  }

  private readonly startNew = (): void => this.open("new-chat");
  private readonly search = (): void => this.open("open-palette");

  private open(name: OverlayEvent): void {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true }));
  }

  /** Arrow keys move between conversations. */
  private readonly moveAlong = (event: KeyboardEvent): void => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const items = [...this.renderRoot.querySelectorAll("rally-conversation-item")];
    const focused = items.findIndex((item) => item.matches(":focus-within"));
    const next = items[focused + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
}

function sameDrafts(
  drafts: ReadonlyMap<string, string>,
  before: ReadonlyMap<string, string> | undefined,
): boolean {
  return drafts.size === before?.size && [...drafts].every(([id, text]) => before.get(id) === text);
}

/** People to write to, for as long as there are few chats. */
function suggestions(): TemplateResult {
  return html`${chunkPlace(
    "suggested-people",
    () => import("./rally-suggested-people.js"),
    html`<rally-suggested-people></rally-suggested-people>`,
    "part",
  )}`;
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-conversation-list": RallyConversationList;
  }
}
