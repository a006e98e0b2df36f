import { localized, msg } from "@lit/localize";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { baseStyles, buttonStyles, mark } from "../design/index.js";
import { blockedStyles } from "./blocked-styles.js";

/**
 * Stands in for a page whose program did not come. It is part of the entry, because another program
 * would not come either.
 */
@customElement("rally-missing-page")
@localized()
export class RallyMissingPage extends LitElement {
  static override styles = [baseStyles, buttonStyles, blockedStyles];

  override render(): TemplateResult {
    return html`<main role="alert">
      ${mark(3)}
      <h1>
        ${navigator.onLine ? msg("Rally was updated") : msg("This part of Rally is not here yet")}
      </h1>
      <p>
        ${
          navigator.onLine
            ? msg("Reload to go on with the new version. What you wrote is stored.")
            : msg("It comes with a network. Connect, then reload. What you wrote is stored.")
        }
      </p>
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
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-missing-page": RallyMissingPage;
  }
}
