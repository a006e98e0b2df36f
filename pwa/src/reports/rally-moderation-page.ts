import { localized } from "@lit/localize";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { baseStyles, buttonStyles, pageStyles } from "../design/index.js";
import { moderationSections, sidePage, type ModerationTab } from "../navigation/index.js";
import "./rally-report-list.js";

/** The page on which the server's admins decide about reports. */
@customElement("rally-moderation-page")
@localized()
export class RallyModerationPage extends LitElement {
  @property({ attribute: false }) tab: ModerationTab = "reports";

  static override styles = [baseStyles, buttonStyles, pageStyles];

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  override render(): TemplateResult {
    return sidePage(
      this,
      moderationSections[this.tab].title(),
      html`<rally-report-list></rally-report-list>`,
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-moderation-page": RallyModerationPage;
  }
}
