import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { listPins, type MessageRow } from "@rally/shared/conversations";
import { RallyError } from "@rally/shared/errors";
import type { Person } from "@rally/shared/people";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { contentPreview } from "../../content/index.js";
import { reportUnlessClosed, type ConversationRow } from "../../database/index.js";
import { baseStyles } from "../../design/index.js";
import { deviceContext, LiveQueryController, type Device } from "../../device/index.js";
import { NetworkError } from "../../http/index.js";
import { dateAndTime } from "../../localization/index.js";
import { peopleOf } from "../../people/index.js";
import { ignoredPeople } from "../../relationships/index.js";
import { authorName } from "../conversation-name.js";
import { messageViewsById } from "../messages/conversation-window.js";
import type { MessageView } from "../messages/message-views.js";

type Fetched = ReadonlyMap<string, MessageRow | undefined>;

/** A pinned message; without content while it is not on this device, or if the user has deleted it. */
interface PinnedLine {
  id: string;
  shown?: Pick<MessageView, "author" | "content" | "at">;
  deleted?: boolean;
}

interface Lines {
  lines: readonly PinnedLine[];
  people: ReadonlyMap<string, Person>;
}

/**
 * The pinned messages of a conversation. Those that this device does not have yet are fetched.
 * @fires show-message - `detail` is the id of the message that the user chose.
 */
@customElement("rally-pinned-messages")
@localized()
export class RallyPinnedMessages extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) conversation: ConversationRow | undefined;
  /** The ids of the pinned messages, the newest pin first. */
  @property({ attribute: false }) pins: readonly string[] = [];
  /**
   * Pinned messages that this device does not have, by id; undefined: the server does not give it
   * out, because the user has deleted it with the chat.
   */
  @state() private fetched: Fetched = new Map();
  private readonly lines = new LiveQueryController(
    this,
    () => {
      const { device, conversation, pins, fetched } = this;
      if (!device || !conversation) return undefined;
      return () => readLines(device, conversation.id, pins, fetched);
    },
    () => {
      this.fetchMissing().catch(reportUnlessClosed);
    },
  );
  /** The pins that the server was asked for. */
  private asked = "";

  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      button {
        display: block;
        width: calc(100% + 2 * var(--space-xs));
        margin-inline: calc(-1 * var(--space-xs));
        padding: var(--space-xs);
        border: 0;
        border-radius: var(--radius-md);
        background: none;
        color: inherit;
        font: inherit;
        text-align: start;
        cursor: pointer;
      }
      .head {
        display: flex;
        gap: var(--space-xs);
        align-items: baseline;
        justify-content: space-between;
      }
      .author {
        overflow: hidden;
        min-width: 0;
        font-size: var(--text-sm);
        font-weight: var(--weight-bold);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      time {
        flex: none;
        color: var(--color-ink-faint);
        font-size: var(--text-xs);
      }
      .excerpt {
        display: -webkit-box;
        overflow: hidden;
        color: var(--color-ink-soft);
        overflow-wrap: anywhere;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
      }
      .absent {
        padding-block: var(--space-xs);
        color: var(--color-ink-faint);
        font-size: var(--text-sm);
      }
      @media (hover: hover) {
        button:hover {
          background: var(--color-hover);
        }
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("device") || changed.has("conversation") || changed.has("pins"))
      this.lines.restart();
  }

  override render(): TemplateResult | typeof nothing {
    const read = this.lines.value;
    if (!read) return nothing;
    const absent = read.lines.filter(({ shown, deleted }) => !shown && !deleted).length;
    const isDeleted = read.lines.some(({ deleted }) => deleted);
    return html`<ul role="list" aria-label=${msg("Pinned messages")}>
        ${read.lines.map((line) => this.line(line, read.people))}
      </ul>
      ${
        absent > 0
          ? html`<p class="absent">
              ${msg("Some pinned messages aren't on this device yet. They'll show when you're back online.")}
            </p>`
          : nothing
      }
      ${
        isDeleted
          ? html`<p class="absent">
              ${msg("Pinned messages from before you deleted the chat aren't shown.")}
            </p>`
          : nothing
      }`;
  }

  private line({ id, shown }: PinnedLine, people: Lines["people"]): TemplateResult {
    if (!shown) return html`${nothing}`;
    const isOwn = shown.author === this.device?.userId;
    return html`<li>
      <button
        type="button"
        @click=${() => {
          this.dispatchEvent(
            new CustomEvent("show-message", { detail: id, bubbles: true, composed: true }),
          );
        }}
      >
        <span class="head">
          <bdi class="author">${isOwn ? msg("You") : authorName(shown.author, people)}</bdi>
          <time datetime=${new Date(shown.at).toISOString()}>${dateAndTime(shown.at)}</time>
        </span>
        <span class="excerpt" dir="auto">${contentPreview(shown.content)}</span>
      </button>
    </li>`;
  }

  /** Fetches the pinned messages once if some of them are not on this device. */
  private async fetchMissing(): Promise<void> {
    const { device, conversation } = this;
    const missing = this.lines.value?.lines.filter((one) => !one.shown && !one.deleted) ?? [];
    const asked = missing.map(({ id }) => id).join();
    if (!device || !conversation || missing.length === 0 || asked === this.asked) return;
    this.asked = asked;
    try {
      const { id } = conversation;
      const { data } = await device.session.call(listPins, { params: { id } });
      this.fetched = new Map<string, MessageRow | undefined>([
        ...this.fetched,
        ...missing.map(({ id: absent }) => [absent, undefined] as const),
        ...data.map(({ message }) => [message.id, message] as const),
      ]);
      await device.refreshPeople(data.flatMap(({ message }) => message.author ?? []));
      this.lines.restart();
    } catch (error) {
      if (!(error instanceof NetworkError || error instanceof RallyError)) throw error;
      // When the pins or the connection change, it asks again.
      this.asked = "";
    }
  }
}

async function readLines(
  { database }: Device,
  conversationId: string,
  pins: readonly string[],
  fetched: Fetched,
): Promise<Lines> {
  const [hidden, stored] = await Promise.all([
    ignoredPeople(database),
    messageViewsById(database, conversationId, pins),
  ]);
  const lines = pins.flatMap((id): PinnedLine[] => {
    const shown = stored.get(id) ?? fetched.get(id);
    if (!shown) return [{ id, deleted: fetched.has(id) }];
    const isShown = shown.content !== null && !hidden.has(shown.author ?? "");
    return isShown ? [{ id, shown }] : [];
  });
  const authors = lines.flatMap(({ shown }) => shown?.author ?? []);
  return { lines, people: await peopleOf(database, authors) };
}

declare global {
  interface HTMLElementEventMap {
    "show-message": CustomEvent<string>;
  }
  interface HTMLElementTagNameMap {
    "rally-pinned-messages": RallyPinnedMessages;
  }
}
