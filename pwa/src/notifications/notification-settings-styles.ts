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
  @media (forced-colors: active) {
    .day:has(:checked) {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;
