import { css } from "lit";

export const newPollStyles = css`
  .poll-choices {
    display: grid;
    gap: var(--space-xs);
    margin: 0;
    padding: 0;
    border: 0;
  }
  .poll-choices legend {
    margin-block-end: var(--space-2xs);
    padding: 0;
    font-size: var(--text-sm);
    font-weight: var(--weight-bold);
  }
  .box {
    gap: var(--space-2xs);
  }
  .add {
    justify-self: start;
    font-size: var(--text-sm);
  }
  .option {
    display: flex;
    align-items: flex-start;
    gap: var(--space-xs);
    cursor: pointer;
  }
  .option input {
    flex: none;
    width: var(--size-icon);
    height: var(--size-icon);
    margin: var(--space-3xs) 0 0;
    accent-color: var(--color-accent);
  }
  .hint {
    display: block;
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
  }
  .duration select {
    width: 100%;
    min-height: var(--size-field);
    padding: var(--space-xs) var(--space-sm);
    border: 1px solid var(--color-line-strong);
    border-radius: var(--radius-md);
    background: var(--color-raised);
    color: var(--color-ink);
    font: inherit;
    font-size: var(--text-md);
  }
`;
