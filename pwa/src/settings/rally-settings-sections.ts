import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { baseStyles } from "../design/index.js";
import { deviceContext, LiveQueryController, type Device } from "../device/index.js";
import {
  pathTo,
  sectionList,
  sectionListStyles,
  settingsSections,
  hasTwoPanes,
  type Section,
  type SettingsSection,
} from "../navigation/index.js";
import { getPerson } from "../people/index.js";
import "../people/rally-avatar.js";
import { session } from "../session/index.js";
import { ObservableController } from "../observable/index.js";
import "./rally-sign-out.js";

const moderationEntry: Section = {
  title: () => msg("Moderation"),
  hint: () => msg("Reports and bans, for administrators"),
  icon: "shield",
};

/** The navigation of the settings: the user, the pages, and signing out. */
@customElement("rally-settings-sections")
@localized()
export class RallySettingsSections extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) section: SettingsSection | "overview" = "overview";
  private readonly panes = new ObservableController(this, () => hasTwoPanes);
  private readonly session = new ObservableController(this, () => session.state);
  private readonly own = new LiveQueryController(this, () => {
    const { device } = this;
    return device && (() => getPerson(device.database, device.userId));
  });

  static override styles = [
    baseStyles,
    sectionListStyles,
    css`
      .account {
        display: flex;
        align-items: center;
        gap: var(--space-sm);
        padding: 0 var(--space-sm) var(--space-md);
        color: var(--color-ink-soft);
        --avatar-size: var(--size-avatar-lg);
      }
      .account div {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .name {
        color: var(--color-ink);
        font-weight: var(--weight-bold);
      }
      .username {
        font-size: var(--text-sm);
      }
      rally-sign-out {
        display: block;
        padding-inline: var(--space-sm);
      }
      .end {
        margin-block-start: var(--space-md);
        padding-block-start: var(--space-md);
        border-block-start: 1px solid var(--color-line);
      }
    `,
  ];

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("device")) this.own.restart();
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  override render(): TemplateResult {
    const isBeside = this.panes.value ?? false;
    const current = this.section === "overview" && isBeside ? "profile" : this.section;
    return html`<div class="bar">
        ${
          isBeside
            ? html`<h2>${msg("Settings")}</h2>`
            : html`<h1 tabindex="-1">${msg("Settings")}</h1>`
        }
      </div>
      <div class="scroll">
        ${this.account()}
        ${sectionList({
          sections: settingsSections,
          current: current === "overview" ? undefined : current,
          pathOf: (section) => pathTo("settings", { section }),
        })}
        ${this.admin()}
        <div class="end"><rally-sign-out .device=${this.device}></rally-sign-out></div>
      </div>`;
  }

  /** Where admins of the server decide about reports. */
  private admin(): TemplateResult | typeof nothing {
    const state = this.session.value;
    if (state?.status !== "signed-in" || state.me?.role !== "admin") return nothing;
    return html`<div class="end">
      ${sectionList({
        sections: { moderation: moderationEntry },
        current: undefined,
        pathOf: () => pathTo("moderation"),
      })}
    </div>`;
  }

  private account(): TemplateResult | typeof nothing {
    const state = this.session.value;
    if (!state || state.status === "signed-out") return nothing;
    const displayName = this.own.value?.displayName ?? state.displayName;
    return html`<div class="account">
      <rally-avatar
        person-id=${state.userId}
        .name=${displayName}
        .avatar=${this.own.value?.avatar}
      ></rally-avatar>
      <div>
        <p class="name">${displayName}</p>
        <p class="username">
          <a href=${pathTo("profile", { username: state.username })}>@${state.username}</a>
        </p>
      </div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-settings-sections": RallySettingsSections;
  }
}
