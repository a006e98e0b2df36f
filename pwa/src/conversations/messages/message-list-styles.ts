import { css } from "lit";
import { phone } from "../../design/index.js";

export const messageListStyles = css`
  :host {
    display: block;
    position: relative;
    min-height: 0;
  }
  .scroll {
    display: flex;
    flex-direction: column;
    /* Absolutely positioned content scrolls with it. */
    position: relative;
    height: 100%;
    /* A swiped message leaves it at the side. */
    overflow: hidden auto;
    overflow-anchor: none;
    overscroll-behavior: contain;
    padding: var(--space-sm) var(--space-md) var(--space-2xs);
    scrollbar-width: thin;
    scrollbar-color: var(--color-line) transparent;
  }
  .scroll > * {
    flex: none;
    width: 100%;
    max-width: var(--size-column);
    margin-inline: auto;
  }
  /* A few messages are shown next to the composer, not far above it. */
  .scroll > :first-child {
    margin-block-start: auto;
  }
  .scroll > .beginning:has(+ ol:not(:has(li))) {
    margin-block: auto;
  }
  .day,
  .unread-line {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: var(--space-sm);
    margin-block: var(--space-md) var(--space-2xs);
    color: var(--color-ink-faint);
    font-size: var(--text-xs);
    font-weight: var(--weight-bold);
  }
  .unread-line {
    margin-block: var(--space-md) 0;
  }
  .unread-line span {
    padding: var(--space-3xs) var(--space-xs);
    border-radius: var(--radius-full);
    background: var(--color-highlight);
    color: var(--color-on-highlight);
    font-weight: var(--weight-bold);
  }
  .unread-line::before,
  .unread-line::after {
    content: "";
    flex: 1;
    height: 1px;
    background: var(--color-highlight-line);
  }
  @media (forced-colors: active) {
    .unread-line span {
      border: 1px solid;
    }
    .unread-line::before,
    .unread-line::after {
      background: CanvasText;
    }
  }
  .beginning {
    display: grid;
    justify-items: center;
    gap: var(--space-sm);
    padding: var(--space-2xl) var(--space-md) var(--space-md);
    color: var(--color-ink-soft);
    text-align: center;
    text-wrap: balance;
    --avatar-size: var(--size-avatar-xl);
  }
  .older {
    display: grid;
    justify-items: center;
    gap: var(--space-xs);
    padding: var(--space-md);
    color: var(--color-ink-faint);
    font-size: var(--text-sm);
    text-align: center;
  }
  .above {
    position: absolute;
    inset-block-start: var(--space-sm);
    inset-inline: var(--space-sm);
    display: grid;
    gap: var(--space-xs);
    justify-items: center;
    pointer-events: none;
  }
  .above > * {
    pointer-events: auto;
  }
  .notice {
    display: flex;
    gap: var(--space-xs);
    align-items: center;
    justify-content: space-between;
    padding: var(--space-2xs) var(--space-2xs) var(--space-2xs) var(--space-md);
    border: 1px solid var(--color-line);
    border-radius: var(--radius-lg);
    background: var(--color-raised);
    box-shadow: var(--shadow-md);
  }
  /* It stays rendered, so that screen readers announce a sentence that is put into it. */
  .notice:not(:has(p)) {
    padding: 0;
    border: 0;
    box-shadow: none;
  }
  .new-messages {
    display: flex;
    max-width: 100%;
    overflow: hidden;
    border-radius: var(--radius-full);
    background: var(--color-highlight);
    color: var(--color-on-highlight);
    box-shadow: var(--shadow-md);
    font-size: var(--text-sm);
    font-weight: var(--weight-bold);
    animation: rise var(--motion-calm) var(--motion-ease);
  }
  .new-messages button {
    display: inline-flex;
    align-items: center;
    gap: var(--space-2xs);
    min-height: var(--size-target);
    padding-inline: var(--space-md);
    border: 0;
    border-radius: 0;
    background: none;
    color: inherit;
    white-space: nowrap;
  }
  .new-messages button:first-child {
    min-width: 0;
  }
  .new-messages button span {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .new-messages button + button {
    flex: none;
    border-inline-start: 1px solid var(--color-highlight-line);
    font-weight: var(--weight-normal);
  }
  .new-messages button:focus-visible {
    outline-offset: calc(-1 * var(--stroke-focus));
  }
  .jump {
    position: absolute;
    inset-block-end: var(--space-sm);
    inset-inline-end: var(--space-md);
    display: inline-flex;
    align-items: center;
    gap: var(--space-2xs);
    min-width: var(--size-touch);
    min-height: var(--size-touch);
    justify-content: center;
    padding: 0 var(--space-sm);
    border: 1px solid var(--color-line);
    border-radius: var(--radius-full);
    background: var(--color-raised);
    color: var(--color-ink-soft);
    box-shadow: var(--shadow-md);
    animation: rise var(--motion-calm) var(--motion-ease);
  }
  .count {
    min-width: var(--size-badge);
    padding: 0 var(--space-2xs);
    border-radius: var(--radius-full);
    background: var(--color-highlight);
    color: var(--color-on-highlight);
    font-size: var(--text-xs);
    font-weight: var(--weight-bold);
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(var(--space-xs));
    }
  }
  @media ${phone} {
    .scroll {
      padding-inline: var(--space-sm);
    }
    .new-messages button {
      padding-inline: var(--space-sm);
    }
  }
`;
