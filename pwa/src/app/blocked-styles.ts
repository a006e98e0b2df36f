import { css } from "lit";

/** A page that stands in for the whole app: why it cannot be shown, and the way out. */
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
    max-width: 26rem;
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
