import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import {
  createInviteRoute,
  listInvites,
  revokeInviteRoute,
  type Invite,
} from "@rally/shared/invites";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, icon } from "../design/index.js";
import { deviceContext, type Device } from "../device/index.js";
import { FormSubmission } from "../forms/index.js";
import { dateAndTime } from "../localization/index.js";

const WEEK_MS = 7 * 24 * 3_600_000;

/** The invite links of a group or channel: copies, creates and revokes them. */
@customElement("rally-invite-links")
@localized()
export class RallyInviteLinks extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) conversationId = "";
  @state() private invites: readonly Invite[] | undefined;
  @state() private copied: string | undefined;
  private readonly submission = new FormSubmission(this);

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      ul {
        margin: 0 0 var(--space-sm);
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        gap: var(--space-2xs);
        align-items: center;
        min-height: var(--size-target);
      }
      .link {
        flex: 1;
        min-width: 0;
        line-height: 1.35;
      }
      .url,
      .facts {
        display: block;
        overflow: hidden;
        white-space: nowrap;
        text-overflow: ellipsis;
      }
      .facts,
      .problem,
      .none {
        color: var(--color-ink-soft);
        font-size: var(--text-sm);
      }
      .problem {
        color: var(--color-danger);
      }
      .offline {
        color: var(--color-ink-soft);
      }
      .problem:empty {
        display: none;
      }
      .none,
      .problem {
        margin-block-end: var(--space-xs);
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-xs);
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("device") || changed.has("conversationId")) this.run(() => this.load());
  }

  override render(): TemplateResult {
    return html`
      <p class="problem ${this.submission.unreached ? "offline" : ""}" role="status">
        ${this.submission.formError}
      </p>
      ${
        this.invites?.length === 0
          ? html`<p class="none">${msg("Share a link, and people join with one tap.")}</p>`
          : html`<ul role="list" aria-label=${msg("Invite links")}>
              ${this.invites?.map((invite) => this.line(invite))}
            </ul>`
      }
      <div class="ways">
        <button
          class="button"
          aria-disabled=${this.submission.busy ? "true" : "false"}
          @click=${this.create}
        >
          ${icon("link")}<span>${msg("New link for a week")}</span>
        </button>
      </div>
      <span class="visually-hidden" role="status"
        >${this.copied === undefined ? nothing : msg("Link copied")}</span
      >
    `;
  }

  private line(invite: Invite): TemplateResult {
    const { code, url } = invite;
    return html`<li>
      <span class="link">
        <span class="url" dir="ltr">${url.replace(/^https?:\/\//, "")}</span>
        <span class="facts">${facts(invite)}</span>
      </span>
      <button
        class="icon-button"
        aria-label=${msg(str`Copy the link ${code}`)}
        title=${msg("Copy link")}
        @click=${() => this.run(() => this.copy(invite))}
      >
        ${icon(this.copied === code ? "check" : "copy")}
      </button>
      <button
        class="icon-button"
        aria-label=${msg(str`Revoke the link ${code}`)}
        title=${msg("Revoke link")}
        @click=${() => this.run(() => this.revoke(code))}
      >
        ${icon("trash")}
      </button>
    </li>`;
  }

  private readonly create = (): void => {
    this.run(async (device) => {
      const body = { expiresAt: Date.now() + WEEK_MS };
      const params = { id: this.conversationId };
      const { data } = await device.session.call(createInviteRoute, { params, body });
      await this.load();
      await this.copy(data);
    });
  };

  private async revoke(code: string): Promise<void> {
    const params = { id: this.conversationId, code };
    await this.device?.session.call(revokeInviteRoute, { params });
    this.invites = this.invites?.filter((invite) => invite.code !== code);
  }

  private async copy({ code, url }: Pick<Invite, "code" | "url">): Promise<void> {
    // The browser refuses the clipboard to a page without focus; the link stays in the list.
    await navigator.clipboard.writeText(url).then(
      () => {
        this.copied = code;
      },
      () => undefined,
    );
  }

  private async load(): Promise<void> {
    const { device, conversationId: id } = this;
    if (!device) return;
    const { data } = await device.session.call(listInvites, { params: { id } });
    if (id === this.conversationId) this.invites = data;
  }

  /** Runs an action, one at a time. */
  private run(action: (device: Device) => Promise<void>): void {
    const { device, submission } = this;
    if (device && !submission.busy) void submission.submit(() => action(device));
  }
}

function facts({ creator, expiresAt, maxUses, uses }: Invite): string {
  const used =
    maxUses === undefined
      ? msg(str`Used ${uses} times`)
      : msg(str`Used ${uses} of ${maxUses} times`);
  const until =
    expiresAt === undefined ? msg("Never expires") : msg(str`Expires ${dateAndTime(expiresAt)}`);
  return [creator.displayName, used, until].join(" · ");
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-invite-links": RallyInviteLinks;
  }
}
