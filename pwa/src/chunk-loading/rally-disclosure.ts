import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, icon } from "../design/index.js";
import { loadChunk } from "./load-chunk.js";

/** A button that unfolds content, whose chunk is loaded when it is first opened. */
@customElement("rally-disclosure")
export class RallyDisclosure extends LitElement {
  @property({ attribute: false }) label = "";
  @property({ attribute: false }) load: () => Promise<unknown> = () => Promise.resolve();
  @property({ attribute: false }) content: TemplateResult | undefined;
  @state() private open = false;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      .button .icon {
        transition: transform var(--motion-quick);
      }
      [aria-expanded="true"] .icon {
        transform: rotate(90deg);
      }
      .content {
        margin-block-start: var(--space-xs);
      }
    `,
  ];

  override render(): TemplateResult {
    return html`<button
        type="button"
        class="button"
        aria-expanded=${this.open ? "true" : "false"}
        @click=${this.toggle}
      >
        ${this.label} ${icon("chevronRight")}
      </button>
      ${this.open ? html`<div class="content">${this.content}</div>` : nothing}`;
  }

  private readonly toggle = async (): Promise<void> => {
    if (!this.open && (await loadChunk(this.load)) === undefined) return;
    this.open = !this.open;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-disclosure": RallyDisclosure;
  }
}
