import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import {
  listConversationReports,
  listReports,
  type Report,
  type ReportState,
} from "@rally/shared/reports";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { loadChunk } from "../chunk-loading/index.js";
import { contentPreview } from "../content/index.js";
import { baseStyles, buttonStyles, emptyState, emptyStateStyles } from "../design/index.js";
import { deviceContext, type Device } from "../device/index.js";
import { PagedList, pagedListStyles, type ListPage } from "../forms/index.js";
import { dateAndTime } from "../localization/index.js";
import { pathTo } from "../navigation/index.js";
import { outcomeLabel } from "./outcomes.js";
import type { RallyCloseReport } from "./rally-close-report.js";

/** The reports of a conversation's messages, or all of the server; open ones can be closed. */
@customElement("rally-report-list")
@localized()
export class RallyReportList extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  /** Undefined: all reports, for admins of the server. */
  @property({ attribute: false }) conversationId: string | undefined;
  @state() private shown: ReportState = "open";
  @query("rally-close-report") private closing!: RallyCloseReport | null;
  private readonly list = new PagedList<Report>(this, (before) => this.page(before));

  static override styles = [
    baseStyles,
    buttonStyles,
    emptyStateStyles,
    pagedListStyles,
    css`
      :host {
        display: block;
      }
      .states {
        display: flex;
        gap: var(--space-2xs);
        margin-block-end: var(--space-sm);
      }
      .states button[aria-pressed="true"] {
        border-color: var(--color-accent);
        background: var(--color-selected);
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
      .who {
        font-weight: var(--weight-bold);
      }
      .facts {
        color: var(--color-ink-soft);
        font-size: var(--text-sm);
      }
      blockquote {
        margin: 0;
        padding: var(--space-xs) var(--space-sm);
        border-inline-start: var(--stroke-bar) solid var(--color-accent);
        border-radius: var(--radius-sm);
        background: var(--color-quote);
        white-space: pre-line;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-xs);
        margin-block-start: var(--space-2xs);
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("device") || changed.has("conversationId")) this.list.restart();
  }

  override render(): TemplateResult {
    const { rows } = this.list;
    return html`<div class="states" role="group" aria-label=${msg("Reports")}>
        ${this.stateButton("open", msg("To review"))} ${this.stateButton("closed", msg("Reviewed"))}
      </div>
      ${this.list.problem()}
      ${
        rows?.length === 0
          ? this.none()
          : html`<ul role="list">
              ${rows?.map((report) => this.line(report))}
            </ul>`
      }
      ${this.list.more()}
      <rally-close-report
        @closed=${({ detail }: CustomEvent<string>) => {
          this.list.remove(({ id }) => id === detail);
        }}
      ></rally-close-report>`;
  }

  private stateButton(which: ReportState, label: string): TemplateResult {
    return html`<button
      type="button"
      class="button"
      aria-pressed=${this.shown === which ? "true" : "false"}
      @click=${() => {
        if (this.shown === which) return;
        this.shown = which;
        this.list.restart();
      }}
    >
      ${label}
    </button>`;
  }

  private none(): TemplateResult {
    const isOpen = this.shown === "open";
    if (this.conversationId !== undefined) {
      return html`<p class="none">
        ${isOpen ? msg("No open reports.") : msg("No closed reports.")}
      </p>`;
    }
    return emptyState({
      icon: "flag",
      heading: isOpen ? msg("All clear") : msg("Nothing closed yet"),
      words: isOpen
        ? msg("No one has reported anything that's still open.")
        : msg("Reports that you or another administrator close show up here."),
    });
  }

  private line(report: Report): TemplateResult {
    const { message, reason, at } = report;
    const where = this.conversationId === undefined ? placeOf(report) : "";
    return html`<li>
      <span class="who" dir="auto">${sentence(report)}</span>
      ${
        message
          ? html`<blockquote dir="auto">${contentPreview(message.content)}</blockquote>`
          : nothing
      }
      <span dir="auto">${msg(str`Reason: ${reason}`)}</span>
      <span class="facts" dir="auto"
        ><time datetime=${new Date(at).toISOString()}>${dateAndTime(at)}</time>${
          where ? html` · ${where}` : nothing
        }</span
      >
      ${this.end(report)}
    </li>`;
  }

  private end(report: Report): TemplateResult | typeof nothing {
    const { closed, message, user } = report;
    const link = message?.canOpen
      ? html`<a
          class="button"
          href=${pathTo("message", { id: message.conversationId, message: message.id })}
          >${msg("Open message")}</a
        >`
      : !message && user
        ? html`<a class="button" href=${pathTo("profile", { username: user.username })}
            >${msg("Open profile")}</a
          >`
        : nothing;
    if (closed) return html`${closedLine(closed)}`;
    return html`<div class="actions">
      ${link}
      <button
        type="button"
        class="button"
        @click=${() => {
          void this.close(report.id);
        }}
      >
        ${msg("Close report")}
      </button>
    </div>`;
  }

  private async close(id: string): Promise<void> {
    if (!this.device || !(await loadChunk(() => import("./rally-close-report.js")))) return;
    await this.updateComplete;
    this.closing?.show(this.device, id);
  }

  private page(before: string | undefined): Promise<ListPage<Report, string>> {
    const { device, conversationId: id, shown } = this;
    if (!device) return Promise.resolve({ data: [], meta: {} });
    const query = { state: shown, ...(before !== undefined && { before }) };
    return id === undefined
      ? device.session.call(listReports, { query })
      : device.session.call(listConversationReports, { params: { id }, query });
  }
}

function sentence({ reporter, user, message }: Report): string {
  const who = reporter?.displayName ?? msg("A deleted account");
  const whom = user?.displayName ?? msg("a deleted account");
  return message
    ? msg(str`${who} reported a message by ${whom}`)
    : msg(str`${who} reported ${whom}`);
}

/** The conversation of a reported message; empty for a report of a user. */
function placeOf({ message }: Report): string {
  if (!message) return "";
  if (message.conversationKind === "world") return msg("World chat");
  if (message.conversationKind === "direct") return msg("A chat of two");
  return message.conversationName ?? msg("A chat you're not in");
}

function closedLine({ at, by, outcome, note }: NonNullable<Report["closed"]>): TemplateResult {
  const who = by?.displayName ?? msg("a deleted account");
  const facts = [outcomeLabel(outcome), note].filter(Boolean).join(" · ");
  return html`<span class="facts" dir="auto">
    ${msg(str`Closed by ${who}, ${dateAndTime(at)}`)}${facts ? html` · ${facts}` : nothing}
  </span>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-report-list": RallyReportList;
  }
}
