import { localized, msg } from "@lit/localize";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { baseStyles, buttonStyles, pageStyles } from "../design/index.js";
import {
  hasTwoPanes,
  moderationSections,
  pathTo,
  sectionTabs,
  sectionTabStyles,
  sidePage,
  type ModerationTab,
} from "../navigation/index.js";
import { ObservableController } from "../observable/index.js";
import "../audit/rally-audit-log.js";
import "../bans/rally-server-bans.js";
import "../expressions/rally-server-emoji.js";
import "../expressions/rally-server-stickers.js";
import "../message-log/rally-message-log.js";
import "./rally-report-list.js";

const contents: Record<ModerationTab, () => TemplateResult> = {
  reports: () => html`<rally-report-list></rally-report-list>`,
  bans: () => html`<rally-server-bans></rally-server-bans>`,
  emoji: () => html`<rally-server-emoji></rally-server-emoji>`,
  stickers: () => html`<rally-server-stickers></rally-server-stickers>`,
  messages: () => html`<rally-message-log></rally-message-log>`,
  audit: () => html`<rally-audit-log></rally-audit-log>`,
};

/** The pages of the server's admins: reports, bans, emoji, stickers, the message log, and the audit log. */
@customElement("rally-moderation-page")
@localized()
export class RallyModerationPage extends LitElement {
  @property({ attribute: false }) tab: ModerationTab = "reports";

  private readonly panes = new ObservableController(this, () => hasTwoPanes);

  static override styles = [baseStyles, buttonStyles, pageStyles, sectionTabStyles];

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  override render(): TemplateResult {
    return sidePage(
      this,
      this.panes.value ? moderationSections[this.tab].title() : msg("Moderation"),
      html`${sectionTabs({
        label: msg("Moderation"),
        sections: moderationSections,
        current: this.tab,
        pathOf: (tab) => pathTo("moderation", { tab }),
      })}
      ${contents[this.tab]()}`,
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-moderation-page": RallyModerationPage;
  }
}
