import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { listAudit, listServerAudit, type AuditEntry } from "@rally/shared/audit";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { baseStyles, buttonStyles } from "../design/index.js";
import { deviceContext, type Device } from "../device/index.js";
import { PagedList, pagedListStyles, type ListPage } from "../forms/index.js";
import { dateAndTime } from "../localization/index.js";
import { auditFacts, auditSentence } from "./audit-sentence.js";

/** What moderators did in a conversation, or admins for the server, the newest first. */
@customElement("rally-audit-log")
@localized()
export class RallyAuditLog extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  /** Undefined: the log of the server, for its admins. */
  @property({ attribute: false }) conversationId: string | undefined;
  private readonly list = new PagedList<AuditEntry>(this, (before) => this.page(before));

  static override styles = [
    baseStyles,
    buttonStyles,
    pagedListStyles,
    css`
      li {
        padding-block: var(--space-2xs);
        overflow-wrap: anywhere;
      }
      .facts {
        display: block;
        color: var(--color-ink-soft);
        font-size: var(--text-sm);
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("device") || changed.has("conversationId")) this.list.restart();
  }

  override render(): TemplateResult {
    const { rows } = this.list;
    return html`${this.list.problem()}
    ${
      rows?.length === 0
        ? html`<p class="none">${msg("Nothing here yet.")}</p>`
        : html`<ul role="list">
            ${rows?.map((entry) => line(entry))}
          </ul>`
    }
    ${this.list.more()}`;
  }

  private page(before: string | undefined): Promise<ListPage<AuditEntry, string>> {
    if (!this.device) return Promise.resolve({ data: [], meta: {} });
    const query = before === undefined ? {} : { before };
    const { device, conversationId: id } = this;
    return id === undefined
      ? device.session.call(listServerAudit, { query })
      : device.session.call(listAudit, { params: { id }, query });
  }
}

function line(entry: AuditEntry): TemplateResult {
  const facts = auditFacts(entry);
  return html`<li>
    <span dir="auto">${auditSentence(entry)}</span>
    ${facts ? html`<span class="facts" dir="auto">${facts}</span>` : nothing}
    <span class="facts"
      ><time datetime=${new Date(entry.at).toISOString()}>${dateAndTime(entry.at)}</time>${
        entry.ip === undefined ? nothing : html` · <bdi>${entry.ip}</bdi>`
      }</span
    >
  </li>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-audit-log": RallyAuditLog;
  }
}
