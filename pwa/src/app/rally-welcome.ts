import { localized, msg } from "@lit/localize";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { baseStyles, buttonStyles, mark } from "../design/index.js";
import { pathTo } from "../navigation/index.js";

/** Shown beside the list when no conversation is open, and for an unknown address. */
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
      <h1 tabindex="-1">${this.lost ? msg("Page not found") : msg("Pick a chat")}</h1>
      <p>
        ${
          this.lost
            ? msg("This link doesn't lead anywhere. It may be mistyped or out of date.")
            : msg("Or find someone new to talk to.")
        }
      </p>
      ${
        this.lost
          ? html`<a class="button" href=${pathTo("conversations")}>${msg("Go to chats")}</a>`
          : html`<a class="button primary" href=${pathTo("people")}>${msg("Find people")}</a>`
      }
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-welcome": RallyWelcome;
  }
}
