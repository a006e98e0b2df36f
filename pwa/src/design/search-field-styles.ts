import { css } from "lit";

/** A search field (`.box`) with an icon at its start. */
export const searchFieldStyles = css`
  .box {
    position: relative;
  }
  .box .icon {
    position: absolute;
    inset-block: 0;
    inset-inline-start: var(--space-sm);
    margin-block: auto;
    color: var(--color-ink-faint);
  }
  .box input {
    width: 100%;
    min-height: var(--size-field);
    padding-block: var(--space-xs);
    padding-inline: calc(var(--space-2xl) - var(--space-2xs)) var(--space-sm);
    border: 1px solid var(--color-line-strong);
    border-radius: var(--radius-md);
    background: var(--color-raised);
    color: var(--color-ink);
    font: inherit;
    font-size: var(--text-md);
  }
  .box input::placeholder {
    color: var(--color-ink-faint);
    opacity: 1;
  }
  .box input:focus-visible {
    outline-offset: -1px;
  }
`;
