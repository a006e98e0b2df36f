import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import { listBans, unbanRoute, type Ban } from "@rally/shared/bans";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { baseStyles, buttonStyles } from "../design/index.js";
import { deviceContext, type Device } from "../device/index.js";
import { PagedList, pagedListStyles, type ListPage } from "../forms/index.js";
import { untilLabel } from "../members/index.js";
import { ObservableController } from "../observable/index.js";
import { session } from "../session/index.js";
import "../chunk-loading/rally-disclosure.js";

/** The bans of a group or channel, each with a button that lifts it, and a form for bans of addresses. */
@customElement("rally-conversation-bans")
@localized()
export class RallyConversationBans extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) conversationId = "";
  private readonly session = new ObservableController(this, () => session.state);
  private readonly list = new PagedList<Ban>(this, (before) => this.page(before));

  static override styles = [
    baseStyles,
    buttonStyles,
    pagedListStyles,
    css`
      li {
        display: flex;
        gap: var(--space-sm);
        align-items: center;
        padding-block: var(--space-2xs);
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
    if (changed.has("device") || changed.has("conversationId")) this.list.restart();
  }

  override render(): TemplateResult {
    const { rows } = this.list;
    return html`${this.list.problem()}
    ${
      rows?.length === 0
        ? html`<p class="none">${msg("No one is banned.")}</p>`
        : html`<ul role="list">
            ${rows?.map((ban) => this.line(ban))}
          </ul>`
    }
    ${this.list.more()} ${this.addressForm()}`;
  }

  /** Only admins of the server ban addresses, because the answer says who connects from them. */
  private addressForm(): TemplateResult | typeof nothing {
    const state = this.session.value;
    if (state?.status !== "signed-in" || state.me?.role !== "admin") return nothing;
    return html`<rally-disclosure
      .label=${msg("Ban an address")}
      .load=${() => import("./rally-ban-address.js")}
      .content=${html`<rally-ban-address
        .device=${this.device}
        .conversationId=${this.conversationId}
        @address-banned=${() => {
          this.list.restart();
        }}
      ></rally-ban-address>`}
    ></rally-disclosure>`;
  }

  private line(ban: Ban): TemplateResult {
    const name = ban.user?.displayName ?? ban.address ?? msg("An address");
    const facts = [untilLabel(ban.until), ban.reason].filter(Boolean).join(" · ");
    return html`<li>
      <span class="who">
        <strong dir="auto">${name}</strong>
        ${facts ? html`<span dir="auto">${facts}</span>` : nothing}
      </span>
      <button
        type="button"
        class="button"
        aria-label=${msg(str`Lift the ban of ${name}`)}
        @click=${() => {
          this.list.run(() => this.lift(ban));
        }}
      >
        ${msg("Lift")}
      </button>
    </li>`;
  }

  private async lift({ id: banId }: Ban): Promise<void> {
    const params = { id: this.conversationId, banId };
    await this.device?.session.call(unbanRoute, { params });
    this.list.remove(({ id }) => id === banId);
  }

  private page(before: string | undefined): Promise<ListPage<Ban, string>> {
    if (!this.device) return Promise.resolve({ data: [], meta: {} });
    const query = before === undefined ? {} : { before };
    return this.device.session.call(listBans, { params: { id: this.conversationId }, query });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-conversation-bans": RallyConversationBans;
  }
}
