import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, icon, pageStyles, sidePage } from "../design/index.js";
import type { Device } from "../device/index.js";
import { place } from "../missing-program/index.js";
import "../people/rally-avatar.js";
import { paths } from "../navigation/index.js";
import { deviceContext, Watching } from "../watching/index.js";
import { Observing } from "../reactive/index.js";
import { applyUpdate, updateWaiting } from "../service-worker/index.js";
import { session } from "../session/index.js";
import "./rally-language-choice.js";
import "../sign-in/rally-security-settings.js";
import "../notifications/rally-notification-settings.js";
import "./rally-other-accounts.js";
import "./rally-sign-out.js";
import "./rally-storage-use.js";
import { settingsStyles } from "./settings-styles.js";
import { chooseTheme, currentTheme, type Theme } from "./theme.js";

/** Who one is here, how it looks, and what it keeps on this device. */
@customElement("rally-settings-page")
@localized()
export class RallySettingsPage extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @state() private theme: Theme = currentTheme();
  private readonly session = new Observing(this, () => session.state);
  /** The server's last answer, for a start with no network. */
  private readonly held = new Watching(this, () => {
    const database = this.device?.database;
    return database && (() => database.getMeta("me"));
  });
  private readonly updates = new Observing(this, () => updateWaiting);

  static override styles = [baseStyles, buttonStyles, pageStyles, settingsStyles];

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("device")) this.held.restart();
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  override render(): TemplateResult {
    return sidePage(
      this,
      msg("Settings"),
      html`
        ${this.account()}
        ${place(
          "account-settings",
          () => import("../accounts/rally-account-settings.js"),
          html`<rally-account-settings>
            <rally-security-settings></rally-security-settings>
          </rally-account-settings>`,
          "part",
        )}
        ${this.look()}
        <rally-language-choice></rally-language-choice>
        <section>
          ${place(
            "presence-settings",
            () => import("../presence/rally-presence-settings.js"),
            html`<rally-presence-settings></rally-presence-settings>`,
            "part",
          )}
        </section>
        <rally-notification-settings></rally-notification-settings>
        <section>
          <h2>${msg("This device")}</h2>
          <rally-storage-use></rally-storage-use>
          <rally-other-accounts .userId=${this.device?.userId ?? ""}></rally-other-accounts>
          ${
            this.updates.value
              ? html`<p class="line">
                  <span>${msg("A new version is ready.")}</span>
                  <button class="button" @click=${() => applyUpdate()}>${msg("Reload")}</button>
                </p>`
              : nothing
          }
        </section>
        <section><rally-sign-out .device=${this.device}></rally-sign-out></section>
      `,
    );
  }

  private account(): TemplateResult | typeof nothing {
    const state = this.session.value;
    if (!state || state.status === "signed-out") return nothing;
    const me = (state.status === "signed-in" ? state.me : undefined) ?? this.held.value;
    return html`<section class="account" aria-label=${msg("Your account")}>
      <rally-avatar
        person-id=${state.userId}
        .name=${state.displayName}
        .avatar=${me?.avatar}
      ></rally-avatar>
      <div>
        <p class="name">${state.displayName}</p>
        <p><a href=${paths.profile(state.username)}>@${state.username}</a></p>
        ${me ? html`<p>${me.email}</p>` : nothing}
      </div>
    </section>`;
  }

  private look(): TemplateResult {
    const choices: [Theme, string][] = [
      ["system", msg("Like the device")],
      ["light", msg("Light")],
      ["dark", msg("Dark")],
    ];
    return html`<fieldset>
      <legend>${msg("Theme")}</legend>
      <div class="choices">
        ${choices.map(
          ([theme, label]) =>
            html`<label>
              <input
                type="radio"
                name="theme"
                value=${theme}
                .checked=${this.theme === theme}
                @change=${() => {
                  this.theme = theme;
                  chooseTheme(theme);
                }}
              />
              <span class="swatch" aria-hidden="true">
                ${theme === "system" ? html`<i class="light"></i><i class="dark"></i>` : html`<i class=${theme}></i>`}
              </span>
              <span class="label">${label} ${this.theme === theme ? icon("check") : nothing}</span>
            </label>`,
        )}
      </div>
    </fieldset>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-settings-page": RallySettingsPage;
  }
}
