import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import { listSentMessages, type SentMessage } from "@rally/shared/message-log";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { contentPreview } from "../content/index.js";
import {
  baseStyles,
  buttonStyles,
  emptyState,
  emptyStateStyles,
  fieldStyles,
  textField,
} from "../design/index.js";
import { deviceContext, type Device } from "../device/index.js";
import {
  formErrorBox,
  FormSubmission,
  PagedList,
  pagedListStyles,
  type ListPage,
} from "../forms/index.js";
import { dateAndTime } from "../localization/index.js";
import { findByUsername, isAddress } from "../people/index.js";

/** Which messages are listed: all, or those of one user, conversation, or address. */
interface Filter {
  /** What the user chose, as the page names it. */
  label: string;
  by: { userId: string } | { conversationId: string } | { address: string };
}

/** Who sent which message, when and from which address, for admins of the server. */
@customElement("rally-message-log")
@localized()
export class RallyMessageLog extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @state() private filter: Filter | undefined;
  @state() private text = "";
  private readonly submission = new FormSubmission(this, ["address"]);
  private readonly list = new PagedList<SentMessage>(this, (before) => this.page(before));

  static override styles = [
    baseStyles,
    buttonStyles,
    emptyStateStyles,
    fieldStyles,
    pagedListStyles,
    css`
      :host {
        display: block;
      }
      .about {
        margin-block-end: var(--space-md);
        color: var(--color-ink-soft);
        font-size: var(--text-sm);
      }
      form {
        gap: var(--space-sm);
        margin-block-end: var(--space-lg);
      }
      .button {
        justify-self: start;
      }
      .filter {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-xs);
        align-items: center;
        justify-content: space-between;
        margin-block-end: var(--space-md);
        padding: var(--space-xs) var(--space-sm);
        border-radius: var(--radius-md);
        background: var(--color-selected);
        overflow-wrap: anywhere;
      }
      li {
        display: grid;
        gap: var(--space-2xs);
        padding-block: var(--space-sm);
        border-block-start: 1px solid var(--color-line);
        overflow-wrap: anywhere;
      }
      li:first-child {
        border-block-start: 0;
        padding-block-start: 0;
      }
      .facts,
      .missing {
        color: var(--color-ink-soft);
        font-size: var(--text-sm);
      }
      .missing {
        font-style: italic;
      }
      .only {
        padding: 0;
        border: 0;
        background: none;
        color: inherit;
        font: inherit;
        text-align: start;
        text-decoration: underline;
        text-underline-offset: 0.2em;
        text-decoration-color: var(--color-line-strong);
        cursor: pointer;
      }
      .only:hover {
        text-decoration-color: currentColor;
      }
      .who {
        font-weight: var(--weight-bold);
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("device")) this.list.restart();
  }

  override render(): TemplateResult {
    const { rows } = this.list;
    return html`<p class="about">
        ${msg("Who wrote where, when and from which address. The audit log shows that you looked.")}
      </p>
      ${this.search()} ${this.chosen()} ${this.list.problem()}
      ${
        rows?.length === 0
          ? emptyState({
              icon: "messages",
              heading: msg("No messages"),
              words: msg("No one has sent any, or it's too long ago."),
            })
          : html`<ul role="list">
              ${rows?.map((message) => this.line(message))}
            </ul>`
      }
      ${this.list.more()}`;
  }

  private search(): TemplateResult {
    const { submission } = this;
    return html`<form novalidate role="search" @submit=${this.submit}>
      ${formErrorBox(submission.formError)}
      ${textField({
        name: "who",
        label: msg("Username or address"),
        value: this.text,
        autocomplete: "off",
        maxLength: 49,
        hint: msg("Like ada, 203.0.113.7 or 203.0.113.0/24."),
        error: submission.errorOf("address"),
        onInput: (text) => {
          this.text = text;
          submission.clear("address");
        },
      })}
      <button class="button" aria-disabled=${submission.busy ? "true" : "false"}>
        ${msg("Search")}
      </button>
    </form>`;
  }

  private chosen(): TemplateResult | typeof nothing {
    if (!this.filter) return nothing;
    return html`<p class="filter">
      <span dir="auto">${this.filter.label}</span>
      <button
        type="button"
        class="button"
        @click=${() => {
          this.text = "";
          this.choose(undefined);
        }}
      >
        ${msg("Show all")}
      </button>
    </p>`;
  }

  private line(message: SentMessage): TemplateResult {
    const { author, at, ip, conversationId, content } = message;
    const place = placeOf(message);
    const name = author?.displayName ?? msg("A deleted account");
    return html`<li>
      <span>
        ${
          author
            ? this.only("who", name, {
                label: msg(str`Messages by ${name}`),
                by: { userId: author.id },
              })
            : html`<span class="who">${name}</span>`
        }
        ·
        ${this.only("place", place, {
          label: msg(str`Messages in: ${place}`),
          by: { conversationId },
        })}
      </span>
      ${
        content
          ? html`<span dir="auto">${contentPreview(content)}</span>`
          : html`<span class="missing">${missingText(message)}</span>`
      }
      <span class="facts"
        ><time datetime=${new Date(at).toISOString()}>${dateAndTime(at)}</time>${
          ip === undefined
            ? nothing
            : html` ·
              ${this.only("ip", ip, { label: msg(str`Messages from ${ip}`), by: { address: ip } })}`
        }</span
      >
    </li>`;
  }

  /** A button that lists only such messages. */
  private only(kind: string, text: string, filter: Filter): TemplateResult {
    return html`<button
      type="button"
      class="only ${kind}"
      title=${filter.label}
      @click=${() => {
        this.text = "";
        this.choose(filter);
      }}
    >
      <bdi>${text}</bdi>
    </button>`;
  }

  private choose(filter: Filter | undefined): void {
    this.filter = filter;
    this.submission.reset();
    this.list.restart();
  }

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { device, submission } = this;
    const text = this.text.trim();
    if (!device || submission.busy) return;
    if (text === "") {
      this.choose(undefined);
      return;
    }
    if (isAddress(text)) {
      this.choose({ label: msg(str`Messages from ${text}`), by: { address: text } });
      return;
    }
    let filter: Filter | undefined;
    const find = async (): Promise<void> => {
      const person = await findByUsername(device.session, text);
      if (!person) return;
      const { id: userId, displayName: name } = person;
      filter = { label: msg(str`Messages by ${name}`), by: { userId } };
    };
    if (!(await submission.submit(find))) return;
    if (filter) this.choose(filter);
    else submission.refuse({ address: ["unknown"] });
  };

  private page(before: string | undefined): Promise<ListPage<SentMessage, string>> {
    if (!this.device) return Promise.resolve({ data: [], meta: {} });
    const query = { ...this.filter?.by, ...(before !== undefined && { before }) };
    return this.device.session.call(listSentMessages, { query });
  }
}

function placeOf({ conversationKind, conversationName }: SentMessage): string {
  if (conversationKind === "world") return msg("World chat");
  if (conversationKind === "direct") return msg("A chat of two");
  return conversationName ?? msg("A chat");
}

function missingText({ deleted }: SentMessage): string {
  return deleted ? msg("Deleted") : msg("Private between two people");
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-message-log": RallyMessageLog;
  }
}
