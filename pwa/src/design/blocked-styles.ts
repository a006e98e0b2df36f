import { css } from "lit";

/** A page in place of the whole app: why the app cannot be shown, and what the user can do. */
export const blockedStyles = css`
  :host {
    display: grid;
    place-items: center;
    height: 100%;
    padding: var(--space-lg);
    overflow: auto;
  }
  main,
  section {
    display: grid;
    gap: var(--space-md);
    justify-items: start;
    max-width: var(--width-md);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-sm);
  }
  h1 {
    font-size: var(--text-xl);
  }
  p {
    color: var(--color-ink-soft);
  }
`;
