import { localized, msg } from "@lit/localize";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { DatabaseState } from "../database-state/index.js";
import { baseStyles, buttonStyles, mark } from "../design/index.js";
import { blockedStyles } from "./blocked-styles.js";

/** Why this tab cannot use the device's database, and the way out. */
@customElement("rally-blocked-page")
@localized()
export class RallyBlockedPage extends LitElement {
  @property({ attribute: false }) database: DatabaseState = { state: "closed" };

  static override styles = [baseStyles, buttonStyles, blockedStyles];

  override render(): TemplateResult {
    const { heading, explanation } = this.words();
    return html`<main role="alert">
      ${mark(3)}
      <h1>${heading}</h1>
      <p>${explanation}</p>
      <button
        class="button primary"
        @click=${() => {
          location.reload();
        }}
      >
        ${msg("Reload")}
      </button>
    </main>`;
  }

  private words(): { heading: string; explanation: string } {
    switch (this.database.state) {
      case "blocked":
        return {
          heading: msg("Rally is open in an older tab"),
          explanation: msg(
            "Close Rally's other tabs, so that this one can bring your data up to date.",
          ),
        };
      case "outdated":
        return {
          heading: msg("Rally was updated in another tab"),
          explanation: msg("Reload to go on here. What you wrote is stored."),
        };
      case "newer":
        return {
          heading: msg("A newer Rally is on this device"),
          explanation: msg("Your data were written by a newer version. Reload to get it."),
        };
      default:
        return {
          heading: msg("This browser keeps nothing for Rally"),
          explanation: msg(
            "Rally stores your conversations on the device. Private windows and some settings forbid that; allow storage for this site, then reload.",
          ),
        };
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-blocked-page": RallyBlockedPage;
  }
}
