import { consume } from "@lit/context";
import { localized } from "@lit/localize";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { baseStyles, buttonStyles, cardStyles, pageStyles } from "../design/index.js";
import { deviceContext, type Device } from "../device/index.js";
import { chunkPlace } from "../chunk-loading/index.js";
import { settingsSections, sidePage, type SettingsSection } from "../navigation/index.js";
import "../sign-in/rally-visit-notice.js";
import { settingsStyles } from "./settings-styles.js";
import { cardsOf, type Setting } from "./settings-table.js";

/** One page of the settings. */
@customElement("rally-settings-page")
@localized()
export class RallySettingsPage extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  /** Beside the navigation, the overview shows the first page. */
  @property({ attribute: false }) section: SettingsSection | "overview" = "overview";

  static override styles = [baseStyles, buttonStyles, pageStyles, cardStyles, settingsStyles];

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  override render(): TemplateResult {
    const page = this.section === "overview" ? "profile" : this.section;
    return sidePage(
      this,
      settingsSections[page].title(),
      html`<rally-visit-notice page=${page}></rally-visit-notice> ${repeat(
          cardsOf(page),
          ([first]) => first?.id,
          (card) => this.card(card),
        )}`,
    );
  }

  private card(shown: readonly Setting[]): TemplateResult {
    const [first] = shown;
    const parts = shown.map(({ id, load, render }) =>
      chunkPlace(id, load, render({ device: this.device }), "part"),
    );
    return html`<section>
      ${first?.title ? html`<h2>${first.title()}</h2>` : nothing}
      ${first?.framed ? parts : html`<div class="card"><div class="rows">${parts}</div></div>`}
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-settings-page": RallySettingsPage;
  }
}
