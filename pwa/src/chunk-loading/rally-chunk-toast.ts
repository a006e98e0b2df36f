import { localized, msg } from "@lit/localize";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { baseStyles, buttonStyles, icon } from "../design/index.js";
import { answerFailedChunks, chunkFailed } from "./index.js";
import { ObservableController } from "../observable/index.js";

/**
 * Shows that a requested chunk failed to load. Part of the entry chunk, because another chunk would
 * fail to load too.
 */
@customElement("rally-chunk-toast")
@localized()
export class RallyChunkToast extends LitElement {
  private readonly failed = new ObservableController(this, () => chunkFailed);

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        position: fixed;
        z-index: 10;
        inset-inline: var(--space-md);
        inset-block-end: calc(var(--space-3xl) + env(safe-area-inset-bottom));
        display: grid;
        justify-items: center;
        pointer-events: none;
      }
      .toast {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-xs) var(--space-sm);
        max-width: var(--width-lg);
        padding: var(--space-sm) var(--space-sm) var(--space-sm) var(--space-md);
        border: 1px solid var(--color-line);
        border-radius: var(--radius-lg);
        background: var(--color-raised);
        color: var(--color-ink);
        box-shadow: var(--shadow-lg);
        pointer-events: auto;
      }
      p {
        flex: 1 1 var(--width-sm);
      }
    `,
  ];

  override render(): TemplateResult | typeof nothing {
    if (!this.failed.value) return nothing;
    return html`<div class="toast" role="alert">
      <p>${msg("Couldn't load this. Check your connection, or reload Rally.")}</p>
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
