import { css } from "lit";

/** A `<select>` among fields and settings. */
export const selectStyles = css`
  select {
    max-width: 100%;
    min-height: var(--size-target);
    padding: var(--space-2xs) var(--space-sm);
    border: 1px solid var(--color-line-strong);
    border-radius: var(--radius-md);
    background: var(--color-surface);
    color: var(--color-ink);
    font: inherit;
  }
`;
