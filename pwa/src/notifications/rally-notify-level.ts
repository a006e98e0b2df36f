import { localized, msg, str } from "@lit/localize";
import type { NotifyLevel } from "@rally/shared/notifications";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { ConversationRow } from "../database/index.js";
import { baseStyles, buttonStyles, icon, type IconName } from "../design/index.js";
import type { Device } from "../device/index.js";
import { loadChunk } from "../chunk-loading/index.js";
import { chooseLevel, levelOf } from "./index.js";

/** The notification level of a conversation: a bell button that opens a menu. */
@customElement("rally-notify-level")
@localized()
export class RallyNotifyLevel extends LitElement {
  @property({ attribute: false }) device: Device | undefined;
  @property({ attribute: false, hasChanged: differs }) conversation: ConversationRow | undefined;
  /** The menu's chunk is loaded when it is first opened. */
  @state() private unfolded = false;
  @state() private open = false;
  @query("button") private button!: HTMLButtonElement | null;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: block;
        flex: none;
        margin-inline-start: auto;
      }
      .place {
        display: block;
        width: var(--size-icon);
      }
      wa-dropdown-item .icon {
        width: var(--size-icon);
        height: var(--size-icon);
      }
      wa-dropdown-item {
        min-width: var(--width-sm);
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
    const { conversation } = this;
    if (!conversation || conversation.left) return nothing;
    const level = levelOf(conversation);
    if (!this.unfolded) return this.trigger(level, () => void this.show());
    return html`<wa-dropdown
      placement="bottom-end"
      ?open=${this.open}
      @wa-select=${this.select}
      @wa-after-hide=${this.fold}
    >
      ${this.trigger(level)}
      ${levelChoices().map(
        ({ value, label }) =>
          html`<wa-dropdown-item value=${value}>
            <span slot="icon" class="place">${value === level ? icon("check") : nothing}</span
            >${label}
            ${value === level ? html`<span class="visually-hidden">${msg("(selected)")}</span>` : nothing}
          </wa-dropdown-item>`,
      )}
    </wa-dropdown>`;
  }

  private trigger(level: NotifyLevel, onClick?: () => void): TemplateResult {
    const { label, symbol } = levelChoices().find(({ value }) => value === level) ?? {};
    return html`<button
      slot="trigger"
      type="button"
      class="icon-button"
      aria-label=${msg(str`Notifications: ${label ?? ""}`)}
      title=${msg(str`Notifications: ${label ?? ""}`)}
      aria-haspopup="menu"
      aria-expanded=${this.open ? "true" : "false"}
      @click=${onClick ?? nothing}
    >
      ${icon(symbol ?? "bell")}
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
    const { device, conversation } = this;
    if (!device || !conversation) return;
    const level = event.detail.item.value as NotifyLevel;
    chooseLevel(device.database, conversation.id, level).catch(reportError);
  };

  private readonly fold = async (): Promise<void> => {
    const hadFocus = this.matches(":focus-within");
    this.open = false;
    this.unfolded = false;
    await this.updateComplete;
    if (hadFocus) this.button?.focus({ preventScroll: true });
  };
}

/** Whether the menu would look different; most changes of a conversation are messages. */
function differs(row: ConversationRow | undefined, before: ConversationRow | undefined): boolean {
  const shown = (one: typeof row) => one && [one.id, one.kind, one.level, one.left].join(" ");
  return shown(row) !== shown(before);
}

/** The levels to choose from, for a menu or a list. */
export function levelChoices(): { value: NotifyLevel; label: string; symbol: IconName }[] {
  return [
    { value: "all", label: msg("All messages"), symbol: "bellRing" },
    { value: "mentions", label: msg("Mentions only"), symbol: "bell" },
    { value: "none", label: msg("Nothing"), symbol: "bellOff" },
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-notify-level": RallyNotifyLevel;
  }
}
