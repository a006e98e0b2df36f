import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import { listServerBans, serverUnbanRoute, type Ban } from "@rally/shared/bans";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, emptyState, emptyStateStyles } from "../design/index.js";
import type { RallyConfirmDialog } from "../design/rally-confirm-dialog.js";
import "../design/rally-confirm-dialog.js";
import { deviceContext, type Device } from "../device/index.js";
import { PagedList, pagedListStyles, type ListPage } from "../forms/index.js";
import { dateAndTime } from "../localization/index.js";
import { untilLabel } from "../members/index.js";
import "./rally-server-ban.js";

/** The bans from the server: a form for a new one, and the list, each with a button that lifts it. */
@customElement("rally-server-bans")
@localized()
export class RallyServerBans extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  /** The ban that the dialog asks about. */
  @state() private asked: Ban | undefined;
  @query("rally-confirm-dialog") private dialog!: RallyConfirmDialog;
  private readonly list = new PagedList<Ban>(this, (before) => this.page(before));

  static override styles = [
    baseStyles,
    buttonStyles,
    emptyStateStyles,
    pagedListStyles,
    css`
      :host {
        display: grid;
        gap: var(--space-xl);
      }
      h2 {
        margin-block-end: var(--space-sm);
        font-size: var(--text-md);
      }
      li {
        display: flex;
        gap: var(--space-sm);
        align-items: center;
        padding-block: var(--space-sm);
        border-block-start: 1px solid var(--color-line);
      }
      li:first-child {
        border-block-start: 0;
        padding-block-start: 0;
      }
      .who {
        flex: 1;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .who strong,
      .who span {
        display: block;
      }
      .who span {
        color: var(--color-ink-soft);
        font-size: var(--text-sm);
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("device")) this.list.restart();
  }

  override render(): TemplateResult {
    const { rows } = this.list;
    return html`<section>
        <h2>${msg("Ban someone from this server")}</h2>
        <rally-server-ban
          .device=${this.device}
          @server-banned=${() => {
            this.list.restart();
          }}
        ></rally-server-ban>
      </section>
      <section>
        <h2>${msg("Banned now")}</h2>
        ${this.list.problem()}
        ${
          rows?.length === 0
            ? emptyState({
                icon: "ban",
                heading: msg("No one is banned"),
                words: msg("People and addresses that you ban show up here."),
              })
            : html`<ul role="list">
                ${rows?.map((ban) => this.line(ban))}
              </ul>`
        }
        ${this.list.more()}
      </section>
      ${this.question()}`;
  }

  private line(ban: Ban): TemplateResult {
    const { user, at, bannedBy, until, reason } = ban;
    const name = nameOf(ban);
    const facts = [user && `@${user.username}`, untilLabel(until), reason];
    const by = bannedBy?.displayName ?? msg("a deleted account");
    return html`<li>
      <span class="who">
        <strong dir="auto">${name}</strong>
        ${facts.some(Boolean) ? html`<span dir="auto">${facts.filter(Boolean).join(" · ")}</span>` : nothing}
        <span dir="auto">${msg(str`Banned by ${by}, ${dateAndTime(at)}`)}</span>
      </span>
      <button
        type="button"
        class="button"
        aria-label=${msg(str`Lift the ban of ${name}`)}
        @click=${() => this.ask(ban)}
      >
        ${msg("Lift")}
      </button>
    </li>`;
  }

  private question(): TemplateResult {
    const name = this.asked ? nameOf(this.asked) : "";
    return html`<rally-confirm-dialog
      .heading=${msg(str`Lift the ban of ${name}?`)}
      .action=${msg("Lift ban")}
    >
      ${
        this.asked?.user
          ? msg("They can sign in again right away.")
          : msg("People can use Rally from there again right away.")
      }
    </rally-confirm-dialog>`;
  }

  private async ask(ban: Ban): Promise<void> {
    this.asked = ban;
    if (!(await this.dialog.ask())) return;
    this.list.run(async () => {
      await this.device?.session.call(serverUnbanRoute, { params: { banId: ban.id } });
      this.list.remove(({ id }) => id === ban.id);
    });
  }

  private page(before: string | undefined): Promise<ListPage<Ban, string>> {
    if (!this.device) return Promise.resolve({ data: [], meta: {} });
    const query = before === undefined ? {} : { before };
    return this.device.session.call(listServerBans, { query });
  }
}

const nameOf = ({ user, address }: Ban): string =>
  user?.displayName ?? address ?? msg("A deleted account");

declare global {
  interface HTMLElementTagNameMap {
    "rally-server-bans": RallyServerBans;
  }
}
