import { localized, msg } from "@lit/localize";
import type { Locale } from "@rally/shared/accounts";
import { html, type CSSResultGroup, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { selectStyles } from "../design/index.js";
import { LiveQueryController } from "../device/index.js";
import { AccountSetting } from "./account-setting.js";
import { sendLocale, unsentLocale } from "./locale.js";
import { refreshAccount } from "./own-account.js";

/** The language of emails and notifications. */
@customElement("rally-mail-language")
@localized()
export class RallyMailLanguage extends AccountSetting {
  private locale: Locale | undefined;
  private readonly unsent = new LiveQueryController(
    this,
    () => {
      const database = this.device?.database;
      return database && (() => unsentLocale(database));
    },
    (locale) => {
      if (locale !== undefined) this.locale = locale;
      else if (this.locale !== undefined) void this.adoptSent();
    },
  );

  static override styles: CSSResultGroup = [super.styles, selectStyles];

  protected override willUpdate(changed: Map<string, unknown>): void {
    super.willUpdate(changed);
    if (changed.has("device")) this.unsent.restart();
  }

  override render(): TemplateResult {
    const names: Record<Locale, string> = { en: "English", fr: "Français" };
    const chosen = this.locale ?? this.me?.locale;
    return html`<div class="row">
      <div><h3 id="language">${msg("Language for emails and notifications")}</h3></div>
      <select aria-labelledby="language" ?disabled=${!this.device} @change=${this.choose}>
        ${Object.entries(names).map(
          ([code, name]) =>
            html`<option value=${code} lang=${code} .selected=${code === chosen}>${name}</option>`,
        )}
      </select>
    </div>`;
  }

  /** The choice stays shown until the server's account contains it. */
  private async adoptSent(): Promise<void> {
    if (!(await refreshAccount())) return;
    this.locale = undefined;
    this.requestUpdate();
  }

  private readonly choose = async (event: Event): Promise<void> => {
    const locale = (event.target as HTMLSelectElement).value as Locale;
    if (this.device) await sendLocale(this.device.database, locale);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-mail-language": RallyMailLanguage;
  }
}
