import { localized, msg } from "@lit/localize";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { baseStyles, icon } from "../design/index.js";
import { settingsStyles } from "./settings-styles.js";
import { ObservableController } from "../observable/index.js";
import { chooseTheme, theme, type Theme } from "./theme.js";

/** The app's theme on this device. */
@customElement("rally-theme-choice")
@localized()
export class RallyThemeChoice extends LitElement {
  private readonly theme = new ObservableController(this, () => theme);

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
          ([choice, label]) =>
            html`<label>
              <input
                type="radio"
                name="theme"
                value=${choice}
                .checked=${this.theme.value === choice}
                @change=${() => chooseTheme(choice)}
              />
              <span class="swatch" aria-hidden="true">
                ${choice === "system" ? html`<i class="light"></i><i class="dark"></i>` : html`<i class=${choice}></i>`}
              </span>
              <span class="label"
                >${label} ${this.theme.value === choice ? icon("check") : nothing}</span
              >
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
