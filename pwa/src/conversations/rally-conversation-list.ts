import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { baseStyles, buttonStyles, icon, mark } from "../design/index.js";
import type { Device } from "../device/index.js";
import { loadChunk } from "../missing-program/index.js";
import { paths, router } from "../navigation/index.js";
import { deviceContext, Watching } from "../watching/index.js";
import { Observing } from "../reactive/index.js";
import { conversationListStyles } from "./conversation-list-styles.js";
import { conversationName } from "./conversation-name.js";
import { readDrafts, type ConversationView } from "./index.js";
import "./rally-conversation-item.js";
import type { RallyNewConversation } from "./rally-new-conversation.js";

/**
 * Every conversation, the liveliest first, and the ways to another one.
 * @fires first-paint - It shows what is on the device.
 */
@customElement("rally-conversation-list")
@localized()
export class RallyConversationList extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  /** The conversation that is open beside the list. */
  @property({ attribute: false }) current: string | undefined;

  /** Which heading this is: the page's own when the list is the page. */
  @property({ attribute: false }) level: 1 | 2 = 2;

  @state() private filter = "";
  @query("rally-new-conversation") private dialog!: RallyNewConversation | null;
  private readonly conversations = new Observing(this, () => this.device?.conversations);
  private readonly drafts = new Watching(
    this,
    () => {
      const { device, current } = this;
      return device && (() => readDrafts(device.database, current));
    },
    undefined,
    sameDrafts,
  );
  private told = false;
  private readonly presence = new Observing(this, () => this.device?.presence);

  static override styles = [baseStyles, buttonStyles, conversationListStyles];

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("device") || changed.has("current")) this.drafts.restart();
    if (!changed.has("device")) return;
    this.conversations.follow();
    this.presence.follow();
  }

  override updated(): void {
    if (this.told || !this.conversations.value?.value) return;
    this.told = true;
    this.dispatchEvent(new CustomEvent("first-paint", { bubbles: true, composed: true }));
  }

  /** Puts the focus back on the conversation one comes from. */
  focusCurrent(): void {
    const items = [...this.renderRoot.querySelectorAll("rally-conversation-item")];
    (items.find((item) => item.current) ?? items[0])?.focus();
  }

  override render(): TemplateResult {
    return html`
      <div class="bar">
        <a
          class="brand"
          href=${paths.conversations()}
          aria-label=${msg("Rally, your conversations")}
        >
          ${mark(1.75)}<span>Rally</span>
        </a>
        <h2 class="visually-hidden" aria-level=${this.level}>${msg("Conversations")}</h2>
        <button
          class="icon-button"
          aria-label=${msg("New conversation")}
          title=${msg("New conversation")}
          aria-haspopup="dialog"
          @click=${this.startNew}
        >
          ${icon("compose")}
        </button>
      </div>
      <div class="search" role="search">
        ${icon("search")}
        <input
          type="search"
          aria-label=${msg("Search conversations")}
          placeholder=${msg("Search conversations")}
          autocomplete="off"
          .value=${this.filter}
          @keydown=${this.enterList}
          @input=${(event: InputEvent) => {
            this.filter = (event.target as HTMLInputElement).value;
          }}
        />
      </div>
      <div class="scroll" @keydown=${this.moveAlong}>${this.content()}</div>
      <rally-new-conversation></rally-new-conversation>
    `;
  }

  private content(): TemplateResult | typeof nothing {
    const { value: all, error } = this.conversations.value ?? {};
    if (error !== undefined) {
      return html`<p class="empty" role="alert">${msg("Your conversations cannot be read.")}</p>`;
    }
    if (!all) return nothing;
    const wanted = this.filter.trim().toLocaleLowerCase();
    const shown = wanted ? all.filter((conversation) => matches(conversation, wanted)) : all;
    if (shown.length === 0) return this.empty(wanted);
    return html`<ul role="list">
      ${repeat(shown, ({ id }) => id, this.item)}
    </ul>`;
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

  private empty(wanted: string): TemplateResult {
    return html`<div class="empty">
      <p>
        ${
          wanted
            ? msg("No conversation by that name.")
            : msg("No conversations on this device yet.")
        }
      </p>
      <button class="button" @click=${this.startNew}>${msg("Find somebody")}</button>
    </div>`;
  }

  private readonly startNew = async (): Promise<void> => {
    if (!(await loadChunk(() => import("./rally-new-conversation.js")))) return;
    this.dialog?.show(this.filter);
  };

  /** From the search to what it found. */
  private readonly enterList = (event: KeyboardEvent): void => {
    const first = this.renderRoot.querySelector("rally-conversation-item");
    if (!first) return;
    if (event.key === "ArrowDown") first.focus();
    else if (event.key === "Enter") router.go(paths.conversation(first.conversation.id));
    else return;
    event.preventDefault();
  };

  /** Arrow keys go from one conversation to the next. */
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

function matches(conversation: ConversationView, wanted: string): boolean {
  const words = [conversationName(conversation), conversation.partner?.username ?? ""];
  return words.some((word) => word.toLocaleLowerCase().includes(wanted));
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-conversation-list": RallyConversationList;
  }
}
