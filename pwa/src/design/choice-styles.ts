import { css } from "lit";

/** A group of radio buttons (`.choices`), each with a label and a hint. */
export const choiceStyles = css`
  .choices {
    display: grid;
    gap: var(--space-2xs);
    margin: 0;
    padding: 0;
    border: 0;
  }
  .choices legend {
    margin-block-end: var(--space-2xs);
    padding: 0;
    font-size: var(--text-sm);
    font-weight: var(--weight-bold);
  }
  .choices label {
    display: flex;
    align-items: flex-start;
    gap: var(--space-sm);
    padding: var(--space-sm);
    border: 1px solid var(--color-line);
    border-radius: var(--radius-md);
    cursor: pointer;
  }
  .choices label:has(:checked) {
    border-color: var(--color-accent);
    background: var(--color-selected);
  }
  .choices input {
    flex: none;
    width: var(--size-icon);
    height: var(--size-icon);
    margin: 0;
    accent-color: var(--color-accent);
  }
  .choices .choice {
    display: block;
    font-weight: var(--weight-bold);
  }
  .choices .hint {
    display: block;
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
  }
`;
