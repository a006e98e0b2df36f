import { css } from "lit";

/** A notice in place of the composer: an icon, a sentence and perhaps a button. */
export const noticeStyles = css`
  :host {
    display: block;
    padding: var(--space-2xs) var(--space-md) max(var(--space-sm), env(safe-area-inset-bottom));
  }
  section {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-xs) var(--space-md);
    max-width: var(--size-column);
    margin-inline: auto;
    padding: var(--space-sm) var(--space-md);
    border-radius: var(--radius-lg);
    background: var(--color-sunken);
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
  }
  div {
    display: flex;
    flex: 1 1 var(--width-sm);
    align-items: center;
    gap: var(--space-sm);
    min-width: 0;
    overflow-wrap: anywhere;
  }
  strong {
    display: block;
    color: var(--color-ink);
    font-size: var(--text-base);
    font-weight: var(--weight-bold);
  }
`;
