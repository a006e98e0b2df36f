import { localized, msg } from "@lit/localize";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { baseStyles, buttonStyles, icon } from "../design/index.js";
import { answerFailedChunks, chunkFailed } from "../missing-program/index.js";
import { Observing } from "../reactive/index.js";

/**
 * Says that what a click asked for could not be loaded. It is part of the entry, because another
 * chunk would not come either.
 */
@customElement("rally-chunk-toast")
@localized()
export class RallyChunkToast extends LitElement {
  private readonly failed = new Observing(this, () => chunkFailed);

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        position: fixed;
        z-index: 10;
        inset-inline: var(--space-md);
        inset-block-end: calc(4.5rem + env(safe-area-inset-bottom));
        display: grid;
        justify-items: center;
        pointer-events: none;
      }
      .toast {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-xs) var(--space-sm);
        max-width: 44rem;
        padding: var(--space-sm) var(--space-sm) var(--space-sm) var(--space-md);
        border: 1px solid var(--color-line);
        border-radius: var(--radius-lg);
        background: var(--color-raised);
        color: var(--color-ink);
        box-shadow: var(--shadow-lg);
        pointer-events: auto;
      }
      p {
        flex: 1 1 18rem;
      }
    `,
  ];

  override render(): TemplateResult | typeof nothing {
    if (!this.failed.value) return nothing;
    return html`<div class="toast" role="alert">
      <p>${msg("This couldn't be loaded. Check your connection, or reload Rally.")}</p>
      <button class="button primary" @click=${() => answerFailedChunks(true)}>
        ${msg("Try again")}
      </button>
      <button class="button" @click=${() => location.reload()}>${msg("Reload")}</button>
      <button
        class="icon-button"
        aria-label=${msg("Dismiss")}
        @click=${() => answerFailedChunks(false)}
      >
        ${icon("x")}
      </button>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-chunk-toast": RallyChunkToast;
  }
}
