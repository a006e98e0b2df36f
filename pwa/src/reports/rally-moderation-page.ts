import { localized, msg } from "@lit/localize";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { baseStyles, buttonStyles, pageStyles } from "../design/index.js";
import {
  sectionTabs,
  sectionTabStyles,
  sidePage,
  moderationSections,
  pathTo,
  type ModerationTab,
} from "../navigation/index.js";
import "./rally-report-list.js";

/** The page of the server's admins: reports. */
@customElement("rally-moderation-page")
@localized()
export class RallyModerationPage extends LitElement {
  @property({ attribute: false }) tab: ModerationTab = "reports";

  static override styles = [baseStyles, buttonStyles, pageStyles, sectionTabStyles];

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  override render(): TemplateResult {
    return sidePage(
      this,
      msg("Moderation"),
      html`${sectionTabs({
          label: msg("Moderation"),
          sections: moderationSections,
          current: this.tab,
          pathOf: (tab) => pathTo("moderation", { tab }),
        })} <rally-report-list></rally-report-list>`,
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-moderation-page": RallyModerationPage;
  }
}
