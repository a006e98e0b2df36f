import { localized, msg } from "@lit/localize";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { baseStyles, icon } from "../design/index.js";
import type { NotificationView } from "./listed.js";
import { iconOf, pathOf, sentenceOf } from "./notification-words.js";

/** A few notifications, a line each, that lead to what they are of. */
@customElement("rally-news")
@localized()
export class RallyNews extends LitElement {
  @property({ attribute: false }) news: readonly NotificationView[] = [];

  static override styles = [
    baseStyles,
    css`
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      a {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        align-items: center;
        gap: var(--space-sm);
        padding: 0.6rem var(--space-sm);
        border-radius: var(--radius-md);
        color: var(--color-ink-faint);
        font-size: var(--text-sm);
        text-decoration: none;
      }
      strong {
        display: block;
        color: var(--color-ink);
        font-size: var(--text-base);
        font-weight: var(--weight-medium);
      }
      .excerpt {
        display: block;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      @media (hover: hover) {
        a:hover {
          background: var(--color-hover);
        }
      }
    `,
  ];

  override render(): TemplateResult {
    return html`<ul role="list" aria-label=${msg("Notifications")}>
      ${this.news.map(
        (view) =>
          html`<li>
            <a href=${pathOf(view)}>
              ${icon(iconOf(view))}
              <span>
                <strong>${sentenceOf(view)}</strong>
                ${view.excerpt ? html`<span class="excerpt" dir="auto">${view.excerpt}</span>` : nothing}
              </span>
            </a>
          </li>`,
      )}
    </ul>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-news": RallyNews;
  }
}
