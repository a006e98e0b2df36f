import { css } from "lit";

export const conversationListStyles = css`
  :host {
    display: grid;
    grid-template: auto auto minmax(0, 1fr) / minmax(0, 1fr);
    height: 100%;
  }
  .bar {
    display: flex;
    align-items: center;
    gap: var(--space-3xs);
    min-height: var(--size-bar);
    padding: max(var(--space-xs), env(safe-area-inset-top)) var(--space-sm) 0 var(--space-md);
  }
  .brand {
    display: flex;
    align-items: center;
    gap: 0.55rem;
    margin-inline-end: auto;
    border-radius: var(--radius-sm);
    color: var(--color-ink);
    font-size: var(--text-lg);
    font-weight: var(--weight-bold);
    letter-spacing: var(--tracking-tight);
    text-decoration: none;
  }
  /* The rail shows it already. */
  @media (min-width: 56.25rem) {
    .brand .mark {
      display: none !important;
    }
  }
  .search {
    position: relative;
    padding: var(--space-xs) var(--space-sm) var(--space-sm);
  }
  .search .icon {
    position: absolute;
    inset-block: var(--space-xs) var(--space-sm);
    inset-inline-start: calc(var(--space-sm) + 0.7rem);
    width: 1.05rem;
    margin-block: auto;
    color: var(--color-ink-faint);
    pointer-events: none;
  }
  .search input {
    width: 100%;
    min-height: var(--size-target);
    padding: 0.3rem 0.75rem 0.3rem 2.2rem;
    border: 1px solid transparent;
    border-radius: var(--radius-md);
    background: var(--color-hover);
    color: var(--color-ink);
    font: inherit;
  }
  .search input::placeholder {
    color: var(--color-ink-faint);
    opacity: 1;
  }
  .search input:focus-visible {
    outline-offset: 0;
    background: var(--color-raised);
  }
  @media (pointer: coarse) {
    .search input {
      font-size: var(--text-md);
    }
  }
  .scroll {
    position: relative;
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: 0 var(--space-xs) max(var(--space-md), env(safe-area-inset-bottom));
    scrollbar-width: thin;
    scrollbar-color: var(--color-line) transparent;
  }
  li + li {
    margin-block-start: 1px;
  }
  .empty {
    display: grid;
    justify-items: center;
    gap: var(--space-md);
    padding: var(--space-2xl) var(--space-lg);
    color: var(--color-ink-soft);
    text-align: center;
  }
`;
