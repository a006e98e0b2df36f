import { css } from "lit";

/** A row of a card: its title and a hint at the start, its controls at the end. */
export const rowStyles = css`
  :host {
    display: block;
  }
  /* The card hides the line above its first row. */
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-xs) var(--space-md);
    padding: var(--space-sm) var(--space-md);
    border-block-start: 1px solid var(--color-line);
  }
  .row > div:first-child,
  .row > p:first-child {
    flex: 1 1 min(var(--width-xs), 100%);
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .row h3 {
    font-size: var(--text-base);
    font-weight: var(--weight-bold);
  }
  .row p:not(.form-error),
  .note {
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
  }
  .note.done {
    color: var(--color-ink);
  }
  .row + form {
    padding: 0 var(--space-md) var(--space-md);
  }
  .row wa-badge {
    font-weight: var(--weight-bold);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-xs);
  }
`;

/** The card around such rows. */
export const cardStyles = css`
  .card {
    overflow: clip;
    border: 1px solid var(--color-line);
    border-radius: var(--radius-lg);
    background: var(--color-raised);
    /* Buttons stand out from the card. */
    --button-fill: var(--color-surface);
    --button-line: color-mix(in oklch, var(--color-line-strong) 45%, var(--color-line));
  }
  .rows {
    margin-block-start: -1px;
  }
`;
