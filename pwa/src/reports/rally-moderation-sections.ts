import { localized, msg } from "@lit/localize";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { baseStyles } from "../design/index.js";
import {
  moderationSections,
  pathTo,
  sectionList,
  sectionListStyles,
  type ModerationTab,
} from "../navigation/index.js";

/** The navigation of the moderation pages, for the left pane of wide screens. */
@customElement("rally-moderation-sections")
@localized()
export class RallyModerationSections extends LitElement {
  @property({ attribute: false }) tab: ModerationTab = "reports";

  static override styles = [baseStyles, sectionListStyles];

  override render(): TemplateResult {
    return html`<div class="bar"><h2>${msg("Moderation")}</h2></div>
      <div class="scroll">
        ${sectionList({
          sections: moderationSections,
          current: this.tab,
          pathOf: (tab) => pathTo("moderation", { tab }),
        })}
      </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-moderation-sections": RallyModerationSections;
  }
}
