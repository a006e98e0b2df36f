import { localized, msg } from "@lit/localize";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { baseStyles, buttonStyles } from "../design/index.js";
import { drawing } from "./drawings.js";
import { securityStyles } from "./security-styles.js";

/**
 * Recovery codes, this once: to be kept outside of Rally.
 * @event put-away - They have been kept.
 */
@customElement("rally-recovery-codes")
@localized()
export class RallyRecoveryCodes extends LitElement {
  @property({ attribute: false }) codes: string[] = [];

  static override styles = [
    baseStyles,
    buttonStyles,
    securityStyles,
    css`
      .sheet {
        display: grid;
        gap: var(--space-sm);
        padding: var(--space-md);
        border-radius: var(--radius-lg);
        background: var(--color-sunken);
      }
      h4 {
        margin: 0;
        font-size: var(--text-base);
      }
      h4:focus {
        outline: none;
      }
      ol {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(8rem, 1fr));
        gap: var(--space-2xs) var(--space-md);
        font-family: ui-monospace, monospace;
      }
    `,
  ];

  override firstUpdated(): void {
    this.renderRoot.querySelector("h4")?.focus();
  }

  override render(): TemplateResult {
    return html`<div class="sheet">
      <h4 tabindex="-1">${msg("Keep these recovery codes")}</h4>
      <p class="explained">
        ${msg("Without your phone, each of them lets you in once. They are not shown again.")}
      </p>
      <ol>
        ${this.codes.map((code) => html`<li>${code}</li>`)}
      </ol>
      <div class="actions">
        <button class="button" @click=${this.download}>
          ${drawing("download")}${msg("Download")}
        </button>
        <button
          class="button primary"
          @click=${() => this.dispatchEvent(new CustomEvent("put-away"))}
        >
          ${msg("I have kept them")}
        </button>
      </div>
    </div>`;
  }

  private readonly download = (): void => {
    const text = `${msg("Rally recovery codes")} · ${location.host}\n\n${this.codes.join("\n")}\n`;
    const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = "rally-recovery-codes.txt";
    link.click();
    URL.revokeObjectURL(url);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-recovery-codes": RallyRecoveryCodes;
  }
}
