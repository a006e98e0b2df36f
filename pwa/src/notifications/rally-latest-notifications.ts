import { localized, msg } from "@lit/localize";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { baseStyles, icon } from "../design/index.js";
import type { NotificationView } from "./notification-list.js";
import { excerptOf, iconOf, pathOf, sentenceOf } from "./notification-text.js";

/** A short list of notifications, each a link to its source. */
@customElement("rally-latest-notifications")
@localized()
export class RallyLatestNotifications extends LitElement {
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
        padding: var(--space-xs) var(--space-sm);
        border-radius: var(--radius-md);
        color: var(--color-ink-faint);
        font-size: var(--text-sm);
        text-decoration: none;
      }
      strong {
        display: block;
        color: var(--color-ink);
        font-size: var(--text-base);
        font-weight: var(--weight-bold);
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
      ${this.news.map((view) => {
        const excerpt = excerptOf(view);
        return html`<li>
          <a href=${pathOf(view)}>
            ${icon(iconOf(view))}
            <span>
              <strong>${sentenceOf(view)}</strong>
              ${excerpt ? html`<span class="excerpt" dir="auto">${excerpt}</span>` : nothing}
            </span>
          </a>
        </li>`;
      })}
    </ul>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-latest-notifications": RallyLatestNotifications;
  }
}
