import { css } from "lit";

/** Labelled fields of a form, their hints and errors, and the form's own error. */
export const fieldStyles = css`
  form {
    display: grid;
    gap: var(--space-md);
  }
  .field {
    display: grid;
    gap: var(--space-2xs);
  }
  .field label {
    font-size: var(--text-sm);
    font-weight: var(--weight-bold);
  }
  .box {
    position: relative;
    display: flex;
  }
  .box input {
    width: 100%;
    min-height: var(--size-field);
    padding: var(--space-xs) var(--space-sm);
    border: 1px solid var(--color-line-strong);
    border-radius: var(--radius-md);
    background: var(--color-raised);
    color: var(--color-ink);
    font: inherit;
    /* Below 16 px, iOS zooms in when the field is focused. */
    font-size: var(--text-md);
    transition: border-color var(--motion-quick);
  }
  .box input:focus-visible {
    outline: var(--focus-ring);
    outline-offset: -1px;
    border-color: transparent;
  }
  .box input[aria-invalid="true"] {
    border-color: var(--color-danger);
  }
  .box.revealable input {
    padding-inline-end: var(--space-2xl);
  }
  .reveal {
    position: absolute;
    inset-block: 0;
    inset-inline-end: var(--space-2xs);
    margin-block: auto;
  }
  .hint,
  .error {
    font-size: var(--text-sm);
    line-height: 1.35;
  }
  .hint {
    color: var(--color-ink-faint);
  }
  .error {
    display: flex;
    gap: 0.4em;
    color: var(--color-danger);
  }
  .error .icon {
    width: 1.05em;
    height: 1.05em;
    margin-block-start: 0.14em;
  }
  /* :empty does not match, because Lit leaves comments inside. */
  .form-alert:not(:has(*)) {
    display: none;
  }
  .form-error {
    padding: var(--space-sm) var(--space-md);
    border-radius: var(--radius-md);
    background: var(--color-danger-soft);
    color: var(--color-danger);
    font-size: var(--text-sm);
  }
`;
