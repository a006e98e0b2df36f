import { css } from "lit";

/** Dialogs: Web Awesome's, with a head of our own, whose icons are bundled. */
export const dialogStyles = css`
  wa-dialog {
    --width: 27rem;
    --spacing: var(--space-lg);
    color: var(--color-ink);
  }
  wa-dialog::part(dialog) {
    border: 1px solid var(--color-line);
  }
  @media (max-width: 30rem) {
    wa-dialog {
      --spacing: var(--space-md);
    }
    wa-dialog::part(dialog) {
      max-width: calc(100% - 1.5rem);
    }
  }
  .dialog-head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-sm);
    margin-block: calc(var(--space-xs) * -1) var(--space-sm);
    margin-inline-end: calc(var(--space-xs) * -1);
  }
  .dialog-head h2 {
    font-size: var(--text-lg);
  }
  .dialog-actions {
    display: flex;
    flex-wrap: wrap;
    justify-content: end;
    gap: var(--space-xs);
    margin-block-start: var(--space-lg);
  }
`;
