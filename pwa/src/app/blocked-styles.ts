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
  main {
    display: grid;
    gap: var(--space-md);
    justify-items: start;
    max-width: 26rem;
  }
  h1 {
    font-size: var(--text-xl);
  }
  p {
    color: var(--color-ink-soft);
  }
`;
