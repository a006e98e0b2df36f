import { css, html, nothing, type TemplateResult } from "lit";
import { icon, type IconName } from "./icons.js";

/** Shown in place of an empty list: an explanation, and what the user can do. */
export function emptyState(content: {
  icon: IconName;
  heading: string;
  words: string;
  action?: { href: string; words: string };
}): TemplateResult {
  const { action } = content;
  return html`<div class="empty">
    <span class="emblem">${icon(content.icon)}</span>
    <h2>${content.heading}</h2>
    <p>${content.words}</p>
    ${action ? html`<a class="button primary" href=${action.href}>${action.words}</a>` : nothing}
  </div>`;
}

export const emptyStateStyles = css`
  .empty {
    display: grid;
    justify-items: center;
    gap: var(--space-xs);
    padding: var(--space-2xl) var(--space-md);
    color: var(--color-ink-soft);
    text-align: center;
    text-wrap: balance;
  }
  .empty h2 {
    color: var(--color-ink);
    font-size: var(--text-lg);
  }
  .empty p {
    max-width: var(--width-md);
  }
  .empty .button {
    margin-block-start: var(--space-sm);
  }
  .emblem {
    display: grid;
    place-content: center;
    width: var(--size-tile);
    height: var(--size-tile);
    margin-block-end: var(--space-xs);
    border-radius: var(--radius-full);
    background: var(--color-selected);
    color: var(--color-accent);
    font-size: var(--text-xl);
  }
`;
