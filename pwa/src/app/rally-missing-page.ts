import { localized, msg } from "@lit/localize";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { baseStyles, buttonStyles, mark } from "../design/index.js";
import { blockedStyles } from "./blocked-styles.js";
import { missingButtons } from "./missing-buttons.js";

/**
 * Stands in for a page whose chunk could not be loaded. It is part of the entry, because another
 * chunk would not come either.
 * @fires try-again
 */
@customElement("rally-missing-page")
@localized()
export class RallyMissingPage extends LitElement {
  static override styles = [baseStyles, buttonStyles, blockedStyles];

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  override render(): TemplateResult {
    return html`<section role="alert">
      ${mark(3)}
      <h1 tabindex="-1">${msg("This page couldn't be loaded")}</h1>
      <p>
        ${msg("Check your connection and try again. If Rally was updated, reload. What you wrote is saved.")}
      </p>
      <div class="actions">${missingButtons(this, "primary")}</div>
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-missing-page": RallyMissingPage;
  }
}
