import { css } from "lit";

export const messageListStyles = css`
  :host {
    display: block;
    position: relative;
    min-height: 0;
  }
  .scroll {
    display: flex;
    flex-direction: column;
    /* What is placed absolutely in it scrolls with it. */
    position: relative;
    height: 100%;
    overflow-y: auto;
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
  /* Few messages stand by the composer, not far above it. */
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
    font-weight: var(--weight-medium);
  }
  .unread-line {
    margin-block: var(--space-md) 0;
  }
  .unread-line span {
    padding: 0.1rem 0.6rem;
    border-radius: var(--radius-full);
    background: var(--color-ball);
    color: var(--color-on-ball);
    font-weight: var(--weight-bold);
  }
  .unread-line::before,
  .unread-line::after {
    content: "";
    flex: 1;
    height: 1px;
    background: var(--color-ball-line);
  }
  .beginning {
    display: grid;
    justify-items: center;
    gap: var(--space-sm);
    padding: var(--space-2xl) var(--space-md) var(--space-md);
    color: var(--color-ink-soft);
    text-align: center;
    --avatar-size: 4rem;
  }
  .older {
    padding: var(--space-md);
    color: var(--color-ink-faint);
    font-size: var(--text-sm);
    text-align: center;
  }
  .jump {
    position: absolute;
    inset-block-end: var(--space-sm);
    inset-inline-end: var(--space-md);
    display: inline-flex;
    align-items: center;
    gap: var(--space-2xs);
    min-width: 2.75rem;
    min-height: 2.75rem;
    justify-content: center;
    padding: 0 0.7rem;
    border: 1px solid var(--color-line);
    border-radius: var(--radius-full);
    background: var(--color-raised);
    color: var(--color-ink-soft);
    box-shadow: var(--shadow-md);
    animation: rise var(--motion-calm) var(--motion-ease);
  }
  .count {
    min-width: 1.3rem;
    padding: 0.05rem 0.35rem;
    border-radius: var(--radius-full);
    background: var(--color-ball);
    color: var(--color-on-ball);
    font-size: var(--text-xs);
    font-weight: var(--weight-bold);
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(0.5rem);
    }
  }
  @media (max-width: 30rem) {
    .scroll {
      padding-inline: var(--space-sm);
    }
  }
`;
