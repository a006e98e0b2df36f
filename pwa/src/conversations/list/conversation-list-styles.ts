import { css } from "lit";
import { twoPanes } from "../../design/index.js";

export const conversationListStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    grid-template-rows: auto auto minmax(0, 1fr);
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
    gap: var(--space-xs);
    margin-inline-end: auto;
    border-radius: var(--radius-sm);
    color: var(--color-ink);
    font-size: var(--text-lg);
    font-weight: var(--weight-bold);
    letter-spacing: var(--tracking-tight);
    text-decoration: none;
  }
  /* The rail shows it already. */
  @media ${twoPanes} {
    .brand .mark {
      display: none !important;
    }
  }
  .search {
    padding: var(--space-xs) var(--space-sm) var(--space-sm);
  }
  .search button {
    display: flex;
    align-items: center;
    gap: var(--space-xs);
    width: 100%;
    min-height: var(--size-target);
    padding: var(--space-2xs) var(--space-sm);
    border: 1px solid transparent;
    border-radius: var(--radius-md);
    background: var(--color-hover);
    color: var(--color-ink-faint);
    text-align: start;
  }
  .search button:hover {
    border-color: var(--color-line);
  }
  .search .icon {
    width: var(--size-icon);
  }
  .keys {
    margin-inline-start: auto;
    font-size: var(--text-xs);
  }
  @media (pointer: coarse) {
    .keys {
      display: none;
    }
  }
  .scroll {
    grid-row: 3;
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
  .archive-title {
    margin: 0;
    font-size: var(--text-lg);
  }
  .archived {
    display: flex;
    align-items: center;
    gap: var(--space-sm);
    width: 100%;
    min-height: var(--size-target);
    margin-block-start: var(--space-2xs);
    padding: var(--space-2xs) var(--space-sm);
    border: 0;
    border-radius: var(--radius-md);
    background: none;
    color: var(--color-ink-soft);
    font: inherit;
    text-align: start;
    cursor: pointer;
  }
  .archived .icon {
    width: var(--size-icon);
  }
  /* Below the pictures of the conversations. */
  .archived .icon:first-child {
    width: var(--size-avatar-lg);
    height: var(--size-icon);
  }
  .archived:dir(rtl) .icon:last-child,
  .back:dir(rtl) .icon {
    transform: scaleX(-1);
  }
  .archived:focus-visible {
    outline-offset: calc(-1 * var(--stroke-focus));
  }
  @media (hover: hover) {
    .archived:hover {
      background: var(--color-hover);
    }
  }
  .how-many {
    margin-inline-start: auto;
    color: var(--color-ink-faint);
    font-variant-numeric: tabular-nums;
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
