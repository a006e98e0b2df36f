import { localized, msg } from "@lit/localize";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { baseStyles, icon } from "../design/index.js";
import { settingsStyles } from "./settings-styles.js";
import { chooseTheme, currentTheme, type Theme } from "./theme.js";

/** The app's theme on this device. */
@customElement("rally-theme-choice")
@localized()
export class RallyThemeChoice extends LitElement {
  @state() private theme: Theme = currentTheme();

  static override styles = [
    baseStyles,
    settingsStyles,
    css`
      :host {
        display: block;
      }
    `,
  ];

  override render(): TemplateResult {
    const choices: [Theme, string][] = [
      ["system", msg("System")],
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
    "rally-theme-choice": RallyThemeChoice;
  }
}
