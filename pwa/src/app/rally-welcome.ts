import { localized, msg } from "@lit/localize";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { baseStyles, buttonStyles, mark } from "../design/index.js";
import { paths } from "../navigation/index.js";

/** Beside the list while nothing is open, and where an address leads nowhere. */
@customElement("rally-welcome")
@localized()
export class RallyWelcome extends LitElement {
  @property({ type: Boolean }) lost = false;

  static override shadowRootOptions: ShadowRootInit = {
    ...LitElement.shadowRootOptions,
    delegatesFocus: true,
  };

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: block;
        height: 100%;
      }
      section {
        display: grid;
        place-content: center;
        justify-items: center;
        gap: var(--space-md);
        height: 100%;
        padding: var(--space-lg);
        text-align: center;
        color: var(--color-ink-soft);
      }
      h1 {
        color: var(--color-ink);
        font-size: var(--text-xl);
      }
    `,
  ];

  override render(): TemplateResult {
    return html`<section>
      ${mark(3.5)}
      <h1 tabindex="-1">${this.lost ? msg("Out of bounds") : msg("Your serve")}</h1>
      <p>
        ${
          this.lost
            ? msg("There is nothing at this address.")
            : msg("Pick a conversation, or start one with somebody.")
        }
      </p>
      ${
        this.lost
          ? html`<a class="button" href=${paths.conversations()}
              >${msg("To your conversations")}</a
            >`
          : html`<a class="button primary" href=${paths.people()}>${msg("Find people")}</a>`
      }
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-welcome": RallyWelcome;
  }
}
