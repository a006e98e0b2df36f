import { css } from "lit";

/** A list of what one's account is made of: each row says what it is and opens to change it. */
export const accountSettingsStyles = css`
  :host {
    display: block;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-xs) var(--space-md);
    padding-block: var(--space-sm);
  }
  .row > div:not(.actions) {
    flex: 1;
    min-width: min(10rem, 100%);
    overflow-wrap: anywhere;
  }
  .row h3 {
    font-size: var(--text-base);
    font-weight: var(--weight-medium);
  }
  .row p:not(.form-error),
  .note {
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
  }
  .note.done {
    color: var(--color-ink);
  }
  form {
    padding-block: var(--space-2xs) var(--space-md);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-sm);
  }
  .tag {
    padding: 0.05em 0.55em;
    border-radius: var(--radius-full);
    background: var(--color-selected);
    color: var(--color-ink);
    font-size: var(--text-sm);
    font-weight: var(--weight-medium);
    white-space: nowrap;
  }
  select {
    max-width: 100%;
    min-height: var(--size-target);
    padding: 0.35rem var(--space-sm);
    border: 1px solid var(--color-line-strong);
    border-radius: var(--radius-md);
    background: var(--color-raised);
    color: var(--color-ink);
    font: inherit;
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li + li {
    border-block-start: 1px solid var(--color-line);
  }
`;
