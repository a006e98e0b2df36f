import { localized, msg } from "@lit/localize";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { baseStyles, blockedStyles, buttonStyles, mark } from "../design/index.js";
import { missingButtons } from "./missing-buttons.js";

/**
 * Shown in place of a page whose chunk failed to load. Part of the entry chunk, because another
 * chunk would fail to load too.
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
      <h1 tabindex="-1">${msg("Couldn't load this page")}</h1>
      <p>
        ${msg("Check your connection and try again. If Rally was just updated, reload. What you wrote is saved.")}
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
