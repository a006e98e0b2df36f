import { localized, msg } from "@lit/localize";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { DatabaseState } from "../storage/index.js";
import { blockedStyles, baseStyles, buttonStyles, mark } from "../design/index.js";

/** Why this tab cannot use the database, and what the user can do. */
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
          heading: msg("Rally is open in another tab"),
          explanation: msg("Close your other Rally tabs so this one can finish updating."),
        };
      case "outdated":
        return {
          heading: msg("Rally was updated in another tab"),
          explanation: msg("Reload to keep going here. Everything you wrote is saved."),
        };
      case "newer":
        return {
          heading: msg("This version of Rally is out of date"),
          explanation: msg("A newer version has been used on this device. Reload to get it."),
        };
      default:
        return {
          heading: msg("Rally can't store anything in this browser"),
          explanation: msg(
            "Rally keeps your chats on this device. Private windows and some settings prevent that: allow storage for this site, then reload.",
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
