import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import type { HomePart } from "@rally/shared/home";
import { limits } from "@rally/shared/limits";
import type { Person, Presence } from "@rally/shared/people";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { startConversation } from "../conversations/index.js";
import { baseStyles, buttonStyles } from "../design/index.js";
import { deviceContext, type Device } from "../device/index.js";
import { listTime } from "../localization/index.js";
import { pathTo, router } from "../navigation/index.js";
import "../people/rally-avatar.js";
import "../people/rally-presence-dot.js";
import { ObservableController } from "../observable/index.js";

type Friends = HomePart<"friends">;
type Friend = Friends["rows"][number];

const ORDER = { online: 0, away: 1, offline: 2 } as const;
/** The largest number of avatars shown. */
const MOST = 12;

/** Friends, online ones first; a click opens the conversation. */
@customElement("rally-friends-here")
@localized()
export class RallyFriendsHere extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) friends: Friends = { rows: [], total: 0, online: 0 };

  private readonly presence = new ObservableController(this, () => this.device?.presence);
  private readonly connection = new ObservableController(this, () => this.device?.connection);

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: block;
        padding: var(--space-md);
      }
      .here {
        margin-block-end: var(--space-sm);
        color: var(--color-ink-soft);
        font-size: var(--text-sm);
      }
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(var(--width-3xs), 1fr));
        gap: var(--space-xs) var(--space-2xs);
      }
      button {
        display: grid;
        justify-items: center;
        gap: var(--space-2xs);
        width: 100%;
        padding: var(--space-xs) var(--space-3xs);
        border: 0;
        border-radius: var(--radius-md);
        background: transparent;
        --avatar-size: var(--size-avatar-lg);
        --presence-edge: var(--color-raised);
      }
      @media (hover: hover) {
        button:hover {
          background: var(--color-hover);
          --presence-edge: var(--color-hover);
        }
      }
      .picture {
        position: relative;
      }
      .offline rally-avatar {
        opacity: 0.62;
      }
      .dot {
        position: absolute;
        inset-block-end: 0;
        inset-inline-end: 0;
      }
      .name,
      .when {
        max-width: 100%;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
        font-size: var(--text-xs);
        line-height: var(--leading-tight);
      }
      .name {
        color: var(--color-ink);
        font-weight: var(--weight-bold);
      }
      .when {
        color: var(--color-ink-faint);
        font-size: var(--text-xs);
      }
    `,
  ];

  override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("device")) return;
    this.presence.follow();
    this.connection.follow();
  }

  override render(): TemplateResult {
    const rows = this.friends.rows
      .map((friend) => ({ ...friend, presence: this.presenceOf(friend) }))
      .sort((a, b) => ORDER[a.presence] - ORDER[b.presence]);
    const here = rows.filter(({ presence }) => presence !== "offline").length;
    return html`
      <p class="here" role="status">
        ${this.isLive ? whoIsHere(here) : msg("You're offline, so Rally can't tell who's here.")}
      </p>
      <ul role="list">
        ${rows.slice(0, MOST).map((friend) => this.face(friend))}
      </ul>
    `;
  }

  private face({ user, presence, lastSeenAt }: Friend): TemplateResult {
    return html`<li>
      <button class=${presence} @click=${() => this.talk(user)}>
        <span class="picture">
          <rally-avatar
            person-id=${user.id}
            .name=${user.displayName}
            .avatar=${user.avatar}
          ></rally-avatar>
          <span class="dot"><rally-presence-dot presence=${presence}></rally-presence-dot></span>
        </span>
        <span class="name">${user.displayName}</span>
        ${
          presence === "offline" && lastSeenAt !== undefined
            ? html`<span class="when"
                ><span class="visually-hidden">${msg("Last seen")}</span>
                ${listTime(lastSeenAt)}</span
              >`
            : nothing
        }
      </button>
    </li>`;
  }

  private get isLive(): boolean {
    return this.connection.value?.status === "online";
  }

  /** The live presence; beyond the limit of watched users, the presence from home's answer. */
  private presenceOf({ user, presence }: Friend): Presence {
    if (!this.isLive) return "offline";
    const live = this.presence.value?.get(user.id);
    return live ?? (this.friends.total > limits.watchedPeople ? presence : "offline");
  }

  private async talk(person: Person): Promise<void> {
    if (!this.device) return;
    router.go(
      pathTo("conversation", { id: await startConversation(this.device.database, person) }),
    );
  }
}

function whoIsHere(count: number): string {
  if (count === 0) return msg("None of your friends are online right now.");
  return count === 1 ? msg("1 friend is online.") : msg(str`${count} friends are online.`);
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-friends-here": RallyFriendsHere;
  }
}
