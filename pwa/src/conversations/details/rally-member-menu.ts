import { localized, msg, str } from "@lit/localize";
import {
  changeRole,
  mayActOn,
  mayChangeRole,
  mayRemove,
  removeMember,
  roles,
  unmuteMember,
  type ConversationKind,
  type Role,
} from "@rally/shared/members";
import type { Person } from "@rally/shared/people";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { loadChunk } from "../../chunk-loading/index.js";
import { baseStyles, buttonStyles, icon } from "../../design/index.js";
import type { Device } from "../../device/index.js";
import type { Moderation, RallyModerateMember } from "../../members/rally-moderate-member.js";
import { enqueue } from "../../outbox/index.js";

/** What this user and a member are in a conversation. */
export interface Standing {
  id: string;
  kind: ConversationKind;
  ownRole: Role;
  role: Role;
  /** Until when the member is muted, milliseconds since the epoch. */
  mutedUntil?: number | undefined;
}

/** A change of a member: another role, a mute that ends at a time (0: lifted), or a removal. */
export type MemberChange = { role: Role } | { mutedUntil: number } | "removed";

/**
 * The actions of a moderator on a member: another role, mute, removal, ban. Absent where there is none.
 * @fires member-changed - `detail` is a `MemberChange`.
 */
@customElement("rally-member-menu")
@localized()
export class RallyMemberMenu extends LitElement {
  @property({ attribute: false }) device: Device | undefined;
  @property({ attribute: false }) person!: Person;
  @property({ attribute: false }) standing!: Standing;
  /** The menu's chunk is loaded when it is first opened. */
  @state() private unfolded = false;
  @state() private open = false;
  @query("button") private button!: HTMLButtonElement | null;
  @query("rally-moderate-member") private moderation!: RallyModerateMember | null;
  private act: Moderation["act"] = "mute";

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: block;
        flex: none;
      }
      wa-dropdown-item {
        font-size: var(--text-base);
      }
      @media (pointer: coarse) {
        wa-dropdown-item {
          min-height: var(--size-touch);
        }
      }
    `,
  ];

  override render(): TemplateResult | typeof nothing {
    const next = this.assignable();
    const { kind, ownRole, role } = this.standing;
    const isRemovable = mayRemove(ownRole, role, kind);
    const isMutable = mayActOn(ownRole, "mute", role, kind);
    if (next.length === 0 && !isRemovable && !isMutable) return nothing;
    // The dialog stays while the menu above it folds.
    return html`${
        this.unfolded
          ? this.menu(next, { isRemovable, isMutable })
          : this.trigger(() => void this.show())
      } <rally-moderate-member @moderated=${this.moderated}></rally-moderate-member>`;
  }

  private menu(
    next: readonly Role[],
    { isRemovable, isMutable }: { isRemovable: boolean; isMutable: boolean },
  ): TemplateResult {
    const { kind, mutedUntil = 0 } = this.standing;
    const isMuted = mutedUntil > Date.now();
    return html`<wa-dropdown
      placement="bottom-end"
      ?open=${this.open}
      @wa-select=${this.select}
      @wa-after-hide=${this.fold}
    >
      ${this.trigger()}
      ${next.map(
        (one) => html`<wa-dropdown-item value=${one}>${makeWords(one)}</wa-dropdown-item>`,
      )}
      ${
        isMutable
          ? html`<wa-dropdown-item value=${isMuted ? "unmute" : "mute"}
              >${isMuted ? msg("Unmute") : msg("Mute…")}
            </wa-dropdown-item>`
          : nothing
      }
      ${
        isRemovable
          ? html`<wa-dropdown-item value="remove" variant="danger"
                >${kind === "channel" ? msg("Remove from channel") : msg("Remove from group")}
              </wa-dropdown-item>
              <wa-dropdown-item value="ban" variant="danger"
                >${kind === "channel" ? msg("Ban from channel…") : msg("Ban from group…")}
              </wa-dropdown-item>`
          : nothing
      }
    </wa-dropdown>`;
  }

  /** The roles that this user can give the member. */
  private assignable(): Role[] {
    const { kind, ownRole, role } = this.standing;
    return roles.filter(
      (next) => next !== role && mayChangeRole(ownRole, { target: role, next }, kind),
    );
  }

  private trigger(onClick?: () => void): TemplateResult {
    const label = msg(str`Actions for ${this.person.displayName}`);
    return html`<button
      slot="trigger"
      type="button"
      class="icon-button"
      aria-label=${label}
      title=${msg("More")}
      aria-haspopup="menu"
      aria-expanded=${this.open ? "true" : "false"}
      @click=${onClick ?? nothing}
    >
      ${icon("more")}
    </button>`;
  }

  private readonly show = async (): Promise<void> => {
    const dropdown = (): Promise<unknown> =>
      import("@awesome.me/webawesome/dist/components/dropdown/dropdown.js");
    if (!(await loadChunk(dropdown))) return;
    this.unfolded = true;
    await this.updateComplete;
    this.open = true;
  };

  private readonly select = (event: CustomEvent<{ item: { value: string } }>): void => {
    const { value } = event.detail.item;
    const running =
      value === "mute" || value === "ban"
        ? this.moderate(value)
        : value === "unmute"
          ? this.unmute()
          : this.change(value === "remove" ? "remove" : (value as Role));
    running.catch(reportError);
  };

  /** Asks for how long and why. */
  private async moderate(act: Moderation["act"]): Promise<void> {
    if (!(await loadChunk(() => import("../../members/rally-moderate-member.js")))) return;
    const { device, person, standing, button } = this;
    if (!device) return;
    this.act = act;
    const asked = { act, device, conversationId: standing.id, person };
    this.moderation?.show(asked, button ?? undefined);
  }

  private readonly moderated = ({ detail }: CustomEvent<number>): void => {
    this.announce(this.act === "ban" ? "removed" : { mutedUntil: detail });
  };

  private async unmute(): Promise<void> {
    const { device, person, standing } = this;
    if (!device) return;
    const of = { conversationId: standing.id, userId: person.id };
    await enqueue(device.database, unmuteMember, of, { conversation: standing.id });
    this.announce({ mutedUntil: 0 });
  }

  private announce(detail: MemberChange): void {
    const event = { detail, bubbles: true, composed: true };
    this.dispatchEvent(new CustomEvent<MemberChange>("member-changed", event));
  }

  private async change(to: Role | "remove"): Promise<void> {
    const { device, person, standing } = this;
    if (!device) return;
    const of = { conversationId: standing.id, userId: person.id };
    const target = { conversation: standing.id };
    if (to === "remove") await enqueue(device.database, removeMember, of, target);
    else await enqueue(device.database, changeRole, { ...of, role: to }, target);
    this.announce(to === "remove" ? "removed" : { role: to });
  }

  private readonly fold = async (): Promise<void> => {
    const hadFocus = this.matches(":focus-within");
    this.open = false;
    this.unfolded = false;
    await this.updateComplete;
    if (hadFocus) this.button?.focus({ preventScroll: true });
  };
}

function makeWords(role: Role): string {
  switch (role) {
    case "owner":
      return msg("Make owner");
    case "admin":
      return msg("Make admin");
    case "moderator":
      return msg("Make moderator");
    case "member":
      return msg("Make member");
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-member-menu": RallyMemberMenu;
  }
}
