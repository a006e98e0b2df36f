import { localized, msg } from "@lit/localize";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { baseStyles, buttonStyles } from "../design/index.js";
import { missingButtons } from "./missing-buttons.js";

/**
 * Stands in for a part of a page whose chunk could not be loaded.
 * @fires try-again
 */
@customElement("rally-missing-part")
@localized()
export class RallyMissingPart extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      div {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-xs) var(--space-md);
        padding: var(--part-padding, var(--space-sm) 0);
        color: var(--color-ink-soft);
        font-size: var(--text-sm);
      }
    `,
  ];

  override render(): TemplateResult {
    return html`<div role="alert">
      <p>${msg("This part couldn't be loaded.")}</p>
      ${missingButtons(this, "none")}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-missing-part": RallyMissingPart;
  }
}
