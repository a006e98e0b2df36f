import { css } from "lit";

/** What the parts of the security section share. */
export const securityStyles = css`
  :host {
    display: block;
  }
  section {
    display: grid;
    gap: var(--space-sm);
    min-width: 0;
  }
  h3 {
    font-size: var(--text-base);
  }
  h3:focus {
    outline: none;
  }
  .explained {
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-xs) var(--space-md);
  }
  .line > div:first-child {
    flex: 1 1 12rem;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-xs);
  }
  .rows {
    display: grid;
    border: 1px solid var(--color-line);
    border-radius: var(--radius-lg);
  }
  .rows li {
    padding: var(--space-xs) var(--space-xs) var(--space-xs) var(--space-md);
  }
  .rows li + li {
    border-block-start: 1px solid var(--color-line);
  }
  .name {
    font-weight: var(--weight-medium);
  }
  .when {
    color: var(--color-ink-faint);
    font-size: var(--text-sm);
  }
  .on {
    display: inline-flex;
    align-items: center;
    gap: var(--space-2xs);
    color: var(--color-court);
    font-weight: var(--weight-medium);
  }
`;
