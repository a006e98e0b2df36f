import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { sendLocale } from "../accounts/index.js";
import { baseStyles, icon } from "../design/index.js";
import { deviceContext, type Device } from "../device/index.js";
import {
  chooseLanguage,
  chosenLanguage,
  languageNames,
  type Language,
} from "../localization/index.js";
import { settingsStyles } from "./settings-styles.js";

/** The app's language on this device, and the language of the server's mails and pushes. */
@customElement("rally-language-choice")
@localized()
export class RallyLanguageChoice extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @state() private chosen: Language = chosenLanguage();

  static override styles = [baseStyles, settingsStyles];

  override render(): TemplateResult {
    const languages = Object.entries(languageNames) as [Language, string][];
    return html`<fieldset>
      <legend>${msg("Language")}</legend>
      <div class="choices">
        ${this.choice("system", msg("Automatic"))}
        ${languages.map(([language, name]) => this.choice(language, name))}
      </div>
    </fieldset>`;
  }

  private choice(language: Language, label: string): TemplateResult {
    return html`<label lang=${language === "system" ? nothing : language}>
      <input
        type="radio"
        name="language"
        value=${language}
        .checked=${this.chosen === language}
        @change=${() => this.choose(language)}
      />
      <span class="label">${label} ${this.chosen === language ? icon("check") : nothing}</span>
    </label>`;
  }

  private async choose(language: Language): Promise<void> {
    this.chosen = language;
    const locale = await chooseLanguage(language);
    if (this.device) await sendLocale(this.device.database, locale);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-language-choice": RallyLanguageChoice;
  }
}
