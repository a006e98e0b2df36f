import { css } from "lit";

/** Shared by the sign-in, registration and set-up pages. */
export const accountPageStyles = css`
  :host {
    display: block;
    height: 100%;
  }
  .heading {
    display: grid;
    gap: var(--space-xs);
    margin-block-end: var(--space-lg);
  }
  h1 {
    font-size: var(--text-2xl);
  }
  h1:focus {
    outline: none;
  }
  .lead {
    color: var(--color-ink-soft);
  }
  .submit {
    min-height: var(--size-field);
    margin-block-start: var(--space-2xs);
    font-size: var(--text-md);
  }
  .other {
    margin-block-start: var(--space-lg);
    color: var(--color-ink-soft);
  }
`;
