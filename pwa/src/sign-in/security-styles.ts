import { css } from "lit";

/** Shared by the parts of the security section. */
export const securityStyles = css`
  :host {
    display: block;
  }
  section {
    display: grid;
    gap: var(--space-xs);
    min-width: 0;
    padding: var(--space-sm) var(--space-md);
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
    flex: 1 1 var(--width-xs);
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
  }
  .rows li {
    padding-block: var(--space-xs);
  }
  .rows li + li {
    border-block-start: 1px solid var(--color-line);
  }
  .name {
    font-weight: var(--weight-bold);
  }
  .when {
    color: var(--color-ink-faint);
    font-size: var(--text-sm);
  }
  .on {
    display: inline-flex;
    align-items: center;
    gap: var(--space-2xs);
    color: var(--color-accent);
    font-weight: var(--weight-bold);
  }
`;
