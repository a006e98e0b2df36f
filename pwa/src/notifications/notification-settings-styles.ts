import { css } from "lit";

export const notificationSettingsStyles = css`
  .row > div:first-child {
    flex: 1 1 min(var(--width-sm), 100%);
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
    min-width: var(--size-touch);
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
    background: var(--color-accent);
    color: var(--color-on-accent);
    font-weight: var(--weight-bold);
  }
  .day:has(:focus-visible) {
    outline: var(--focus-ring);
    outline-offset: var(--stroke-focus);
  }
  @media (forced-colors: active) {
    .day:has(:checked) {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;
