import { css } from "lit";

export const notificationSettingsStyles = css`
  :host {
    display: block;
    margin-block-end: var(--space-xl);
  }
  h2 {
    margin-block-end: var(--space-sm);
    font-size: var(--text-base);
  }
  .card {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    border: 1px solid var(--color-line);
    border-radius: var(--radius-lg);
    background: var(--color-raised);
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-xs) var(--space-md);
    padding: var(--space-sm) var(--space-md);
  }
  .row + .row {
    border-block-start: 1px solid var(--color-line);
  }
  .row > div:first-child {
    flex: 1 1 min(14rem, 100%);
    min-width: 0;
  }
  .title {
    font-weight: var(--weight-medium);
  }
  .hint {
    color: var(--color-ink-faint);
    font-size: var(--text-sm);
    line-height: 1.4;
  }
  .error {
    flex-basis: 100%;
    color: var(--color-danger);
    font-size: var(--text-sm);
  }
  .switch {
    position: relative;
    flex: none;
    width: 2.75rem;
    height: 1.6rem;
    margin: 0;
    appearance: none;
    border: 1px solid var(--color-line-strong);
    border-radius: var(--radius-full);
    background: var(--color-sunken);
    cursor: pointer;
    transition: background-color var(--motion-quick);
  }
  .switch::before {
    content: "";
    position: absolute;
    inset-block: 2px;
    inset-inline-start: 2px;
    aspect-ratio: 1;
    border-radius: var(--radius-full);
    background: var(--color-line-strong);
    transition: inset-inline-start var(--motion-quick) var(--motion-ease);
  }
  .switch:checked {
    border-color: var(--color-court);
    background: var(--color-court);
  }
  .switch:checked::before {
    inset-inline-start: calc(100% - 1.6rem + 4px);
    background: var(--color-on-court);
  }
  .switch:disabled {
    cursor: default;
    opacity: 0.5;
  }
  .pauses {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-xs);
  }
  .hours {
    display: grid;
    gap: var(--space-sm);
    flex-basis: 100%;
  }
  .times {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-xs) var(--space-sm);
  }
  .times label {
    display: flex;
    align-items: center;
    gap: var(--space-xs);
  }
  input[type="time"] {
    min-height: var(--size-target);
    padding: 0 var(--space-xs);
    border: 1px solid var(--color-line-strong);
    border-radius: var(--radius-md);
    background: var(--color-surface);
    color: var(--color-ink);
    font: inherit;
  }
  fieldset {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2xs);
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .day {
    position: relative;
    display: grid;
    place-content: center;
    min-width: 2.75rem;
    min-height: var(--size-target);
    padding-inline: var(--space-2xs);
    border: 1px solid var(--color-line);
    border-radius: var(--radius-md);
    font-size: var(--text-sm);
    cursor: pointer;
  }
  .day input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .day:has(:checked) {
    border-color: transparent;
    background: var(--color-court);
    color: var(--color-on-court);
    font-weight: var(--weight-medium);
  }
  .day:has(:focus-visible) {
    outline: 2px solid var(--color-focus);
    outline-offset: 2px;
  }
`;
