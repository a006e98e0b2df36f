import { css } from "lit";

export const settingsStyles = css`
  section + section {
    margin-block-start: var(--space-lg);
  }
  section,
  fieldset {
    min-width: 0;
    margin: 0 auto;
    padding: 0;
    border: 0;
  }
  h2,
  legend {
    margin-block-end: var(--space-xs);
    padding: 0;
    font-size: var(--text-base);
    font-weight: var(--weight-bold);
    letter-spacing: var(--tracking-tight);
  }
  .choices {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(var(--width-3xs), 100%), 1fr));
    gap: var(--space-sm);
  }
  label {
    position: relative;
    display: grid;
    gap: var(--space-xs);
    padding: var(--space-xs);
    border: 1px solid var(--color-line);
    border-radius: var(--radius-lg);
    font-size: var(--text-sm);
    cursor: pointer;
  }
  label:has(:checked) {
    border-color: var(--color-accent);
    box-shadow: inset 0 0 0 1px var(--color-accent);
  }
  label:has(:focus-visible) {
    outline: var(--focus-ring);
    outline-offset: var(--stroke-focus);
  }
  label input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .label {
    display: flex;
    flex-wrap: wrap;
    min-width: 0;
    overflow-wrap: anywhere;
    align-items: center;
    justify-content: center;
    gap: var(--space-2xs);
    min-height: var(--size-line);
    text-align: center;
    line-height: 1.25;
  }
  .label .icon {
    width: var(--size-icon);
    height: var(--size-icon);
    color: var(--color-accent);
  }
  .swatch {
    display: flex;
    height: var(--size-tile);
    overflow: hidden;
    border: 1px solid var(--color-line);
    border-radius: var(--radius-md);
  }
  /* A preview of a conversation in the theme. */
  .swatch i {
    position: relative;
    flex: 1;
    background: var(--color-surface);
  }
  .swatch i::before,
  .swatch i::after {
    content: "";
    position: absolute;
    width: 52%;
    height: var(--size-dot);
    border-radius: var(--radius-full);
  }
  .swatch i::before {
    inset-block-start: var(--space-sm);
    inset-inline-start: var(--space-xs);
    background: var(--color-selected);
  }
  .swatch i::after {
    inset-block-end: var(--space-sm);
    inset-inline-end: var(--space-xs);
    background: var(--color-accent);
  }
  .swatch .light {
    color-scheme: light;
  }
  .swatch .dark {
    color-scheme: dark;
  }
  @media (forced-colors: active) {
    label:has(:checked) {
      border-color: Highlight;
      outline: var(--stroke-focus) solid Highlight;
    }
    .swatch {
      forced-color-adjust: none;
    }
  }
`;
