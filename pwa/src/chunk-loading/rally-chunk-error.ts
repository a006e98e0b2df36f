import { localized, msg } from "@lit/localize";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { baseStyles, buttonStyles } from "../design/index.js";
import { missingButtons } from "./missing-buttons.js";

/**
 * Shown in place of a part of a page whose chunk failed to load.
 * @fires try-again
 */
@customElement("rally-chunk-error")
@localized()
export class RallyChunkError extends LitElement {
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
      <p>${msg("Couldn't load this section.")}</p>
      ${missingButtons(this, "none")}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-chunk-error": RallyChunkError;
  }
}
